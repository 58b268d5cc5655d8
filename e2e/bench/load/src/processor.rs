//! What this process itself costs.

/// Seconds of processor time until now, in user and kernel mode.
pub fn seconds() -> f64 {
    usage(libc::RUSAGE_SELF)
}

/// The same of the thread that asks.
pub fn thread_seconds() -> f64 {
    usage(libc::RUSAGE_THREAD)
}

fn usage(whose: i32) -> f64 {
    // SAFETY: rusage is plain numbers, for which zeros are values, and the kernel fills it in.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(whose, &mut usage);
        usage
    };
    let part = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    part(usage.ru_utime) + part(usage.ru_stime)
}
