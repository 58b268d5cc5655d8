//! Who runs when, where engine, helper and the kernel's own threads share one processor.
//!
//! Whoever is woken there takes the processor from who woke it, and gives it back only to let that one go to sleep: two
//! changes between processes for nothing with each message. A process of the batch policy waits until the other sleeps.
//! With more processors it is woken on another one, and nothing has to be waited for.

/// For this process, before it has others.
pub fn yield_to_who_wakes_us() {
    if std::thread::available_parallelism().is_ok_and(|count| count.get() > 1) {
        return;
    }
    let priority = libc::sched_param { sched_priority: 0 };
    // SAFETY: the value lives through the call. Where it is refused, everything goes on as before.
    unsafe { libc::sched_setscheduler(0, libc::SCHED_BATCH, &priority) };
}
