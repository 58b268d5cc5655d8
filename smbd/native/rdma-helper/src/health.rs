//! What `rdma-helper health` says: the last word of the helper that serves this state folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::inventory::DeviceFacts;

/// Read by the health check of the container, which is another process.
pub fn file_in(state_folder: &Path) -> PathBuf {
    state_folder.join("rdma-helper.health")
}

/// "listening: rxe0 port 445", or "not listening: no RDMA device".
pub fn line(devices: &[(DeviceFacts, u16, String)], problem: &str) -> String {
    let listening: Vec<String> = devices
        .iter()
        .filter(|(_, _, problem)| problem.is_empty())
        .map(|(facts, port, _)| format!("{} ({}) port {port}", facts.name, facts.network_device))
        .collect();
    if problem.is_empty() && !listening.is_empty() {
        return format!("listening: {}", listening.join(", "));
    }
    let own = devices
        .iter()
        .map(|(facts, _, why)| format!("{}: {why}", facts.name));
    let reasons: Vec<String> = if problem.is_empty() {
        own.collect()
    } else {
        vec![problem.to_owned()]
    };
    format!("not listening: {}", reasons.join("; "))
}

/// Whole or not at all; where it cannot be written, the check finds what it found before.
pub fn tell(path: &Path, line: &str) {
    let new = path.with_extension("new");
    let written = fs::write(&new, format!("{line}\n")).and_then(|()| fs::rename(&new, path));
    if let Err(error) = written {
        eprintln!("rdma-helper: the health file cannot be written: {error}");
    }
}

/// Prints it; false where nothing listens.
pub fn show(state_folder: &Path) -> bool {
    let told = fs::read_to_string(file_in(state_folder)).unwrap_or_default();
    let line = if told.is_empty() {
        "not listening: the engine is away\n"
    } else {
        &told
    };
    print!("{line}");
    told.starts_with("listening")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, problem: &str) -> (DeviceFacts, u16, String) {
        let facts = DeviceFacts {
            name: name.into(),
            kind: "roce",
            state: "ACTIVE".into(),
            rate: String::new(),
            network_device: "eth0".into(),
            retries: 0,
            not_ready: 0,
        };
        (facts, 445, problem.into())
    }

    #[test]
    fn it_names_what_listens_or_why_nothing_does() {
        assert_eq!(
            line(
                &[device("rxe0", ""), device("rxe1", "the link is down")],
                ""
            ),
            "listening: rxe0 (eth0) port 445"
        );
        assert_eq!(line(&[], "no RDMA device"), "not listening: no RDMA device");
        assert_eq!(
            line(&[device("rxe1", "the link is down")], ""),
            "not listening: rxe1: the link is down"
        );
    }
}
