//! What the kernel knows of RDMA devices, by its files: it needs no library, no right and no device node.

use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceFacts {
    pub name: String,
    /// "roce", "infiniband" or "iwarp".
    pub kind: &'static str,
    /// "ACTIVE", "DOWN", …
    pub state: String,
    /// "100 Gb/sec (4X EDR)"
    pub rate: String,
    pub network_device: String,
    /// What the device sent again, since it is there: after a loss, and because a receiver was not ready.
    pub retries: u64,
    pub not_ready: u64,
}

/// As drivers call them: mlx5 and its kin, and soft-RoCE.
const RETRIES: [&str; 3] = [
    "local_ack_timeout_err",
    "packet_seq_err",
    "completer_retry_err",
];
const NOT_READY: [&str; 2] = ["rnr_nak_retry_err", "rcvd_rnr_err"];

impl DeviceFacts {
    pub fn is_active(&self) -> bool {
        self.state == "ACTIVE"
    }
}

/// All devices, by their first port.
pub fn devices() -> Vec<DeviceFacts> {
    devices_below(Path::new("/sys/class/infiniband"))
}

fn devices_below(folder: &Path) -> Vec<DeviceFacts> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    names.sort();
    names.iter().map(|path| facts(path)).collect()
}

fn facts(path: &Path) -> DeviceFacts {
    let read = |file: &str| {
        fs::read_to_string(path.join(file))
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    };
    // "1: CA" or "4: RNIC"; "4: ACTIVE".
    let behind_colon = |text: String| text.split(": ").last().unwrap_or_default().to_owned();
    let link_layer = read("ports/1/link_layer");
    let kind = match (read("node_type").starts_with('4'), link_layer.as_str()) {
        (true, _) => "iwarp",
        (false, "InfiniBand") => "infiniband",
        _ => "roce",
    };
    let counted = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| {
                read(&format!("ports/1/hw_counters/{name}"))
                    .parse::<u64>()
                    .ok()
            })
            .fold(0, u64::saturating_add)
    };
    DeviceFacts {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        kind,
        state: behind_colon(read("ports/1/state")),
        rate: read("ports/1/rate"),
        network_device: read("ports/1/gid_attrs/ndevs/0"),
        retries: counted(&RETRIES),
        not_ready: counted(&NOT_READY),
    }
}

/// Text as JSON has it.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            control if (control as u32) < 0x20 => quoted += &format!("\\u{:04x}", control as u32),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_read_from_the_kernels_files() {
        let folder = std::env::temp_dir().join(format!("rdma-inventory-{}", std::process::id()));
        for (device, files) in [
            (
                "mlx5_0",
                [
                    ("node_type", "1: CA\n"),
                    ("ports/1/link_layer", "InfiniBand\n"),
                    ("ports/1/state", "4: ACTIVE\n"),
                    ("ports/1/rate", "100 Gb/sec (4X EDR)\n"),
                ],
            ),
            (
                "rxe0",
                [
                    ("node_type", "1: CA\n"),
                    ("ports/1/link_layer", "Ethernet\n"),
                    ("ports/1/state", "1: DOWN\n"),
                    ("ports/1/gid_attrs/ndevs/0", "eth0\n"),
                ],
            ),
            (
                "siw0",
                [
                    ("node_type", "4: RNIC\n"),
                    ("ports/1/state", "4: ACTIVE\n"),
                    ("ports/1/hw_counters/packet_seq_err", "3\n"),
                    ("ports/1/hw_counters/rcvd_rnr_err", "2\n"),
                ],
            ),
        ] {
            for (file, text) in files {
                let path = folder.join(device).join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        let found = devices_below(&folder);
        fs::remove_dir_all(&folder).unwrap();
        let brief: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.kind, one.is_active()))
            .collect();
        assert_eq!(
            brief,
            [
                ("mlx5_0", "infiniband", true),
                ("rxe0", "roce", false),
                ("siw0", "iwarp", true)
            ]
        );
        assert_eq!(
            (found[0].rate.as_str(), found[1].network_device.as_str()),
            ("100 Gb/sec (4X EDR)", "eth0")
        );
        let sent_again: Vec<_> = found
            .iter()
            .map(|one| (one.retries, one.not_ready))
            .collect();
        assert_eq!(sent_again, [(0, 0), (0, 0), (3, 2)]);
    }

    #[test]
    fn without_any_there_are_none() {
        assert_eq!(devices_below(Path::new("/nowhere/at/all")), []);
    }

    #[test]
    fn text_is_quoted_as_json_has_it() {
        assert_eq!(quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\u000ad\"");
    }
}
