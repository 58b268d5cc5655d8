//! How many descriptors this process may have.

use crate::argument::{answer, whole};
use napi_derive::napi;
use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// As many as `wanted`, where the process may raise its own bound; else as many as it is given. Never fewer than
/// before. Answers how many.
#[napi(catch_unwind)]
pub fn raise_descriptor_limit(wanted: f64) -> f64 {
    answer((|| {
        let wanted = whole(wanted, DESCRIPTORS_MAX)?;
        let before = getrlimit(Resource::Nofile);
        let current = before.current.unwrap_or(u64::MAX);
        let maximum = before.maximum.unwrap_or(u64::MAX);
        if wanted <= current {
            return Ok(current as f64);
        }
        let raised = |soft: u64, hard: u64| Rlimit {
            current: Some(soft),
            maximum: Some(hard),
        };
        // Past its own bound a process gets by a capability alone.
        match setrlimit(Resource::Nofile, raised(wanted, maximum.max(wanted))) {
            Ok(()) => Ok(wanted as f64),
            Err(Errno::PERM) => {
                let most = wanted.min(maximum);
                setrlimit(Resource::Nofile, raised(most, maximum))?;
                Ok(most as f64)
            }
            Err(errno) => Err(errno),
        }
    })())
}

/// What Linux gives one process at most, by default.
const DESCRIPTORS_MAX: f64 = 1_048_576.0;
