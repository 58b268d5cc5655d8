//! Results as one line of JSON each.
use crate::histogram::Histogram;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

pub struct Report<'a> {
    pub units: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub latency: &'a Histogram,
    pub failures: &'a BTreeMap<u32, u64>,
    pub broken: &'a [String],
}

impl Report<'_> {
    pub fn print(&self) {
        let failures: Vec<String> =
            self.failures.iter().map(|(status, count)| format!("\"{status:08x}\":{count}")).collect();
        let broken: Vec<String> = self.broken.iter().map(|why| format!("{why:?}")).collect();
        say(&format!(
            "{{\"units\":{},\"bytes\":{},\"seconds\":{:.6},\"cpuSeconds\":{:.6},\"p50Us\":{:.2},\"p99Us\":{:.2},\
             \"maxUs\":{:.2},\"failures\":{{{}}},\"broken\":[{}]}}",
            self.units,
            self.bytes,
            self.seconds,
            self.cpu_seconds,
            self.latency.quantile(0.5),
            self.latency.quantile(0.99),
            self.latency.max_us(),
            failures.join(","),
            broken.join(","),
        ));
    }
}

pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody there to read it: then nobody is there to start us, either.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}

/// Whoever measures the server says when: everything before and after is not part of it.
pub fn wait_for_word() {
    let mut line = String::new();
    let count = std::io::stdin().lock().read_line(&mut line).unwrap_or(0);
    if count == 0 {
        std::process::exit(1);
    }
}
