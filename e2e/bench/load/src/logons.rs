//! Connections made, logged on, connected to the share, logged off and ended, one after the other in each thread.
use crate::connection::{Connection, Target};
use crate::histogram::Histogram;
use crate::processor;
use crate::report::{Report, say, wait_for_word};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub fn run(target: &Target, threads: usize, seconds: f64, count: u64) {
    say("{\"ready\":true}");
    wait_for_word();
    let before = processor::seconds();
    let began = Instant::now();
    let deadline = began + Duration::from_secs_f64(seconds);
    let latency = Mutex::new(Histogram::new());
    let broken = Mutex::new(Vec::new());
    let (started, done) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while Instant::now() < deadline
                    && (count == 0 || started.fetch_add(1, Ordering::Relaxed) < count)
                {
                    let start = Instant::now();
                    if let Err(problem) = Connection::open(target).and_then(Connection::log_off) {
                        broken.lock().expect("no thread fails").push(problem.to_string());
                        return;
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                    latency.lock().expect("no thread fails").record(start.elapsed().as_nanos() as u64);
                }
            });
        }
    });
    Report {
        units: done.into_inner(),
        bytes: 0,
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: processor::seconds() - before,
        latency: &latency.into_inner().expect("no thread fails"),
        failures: &BTreeMap::new(),
        broken: &broken.into_inner().expect("no thread fails"),
    }
    .print();
}
