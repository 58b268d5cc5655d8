//! Memory that was freed and that the allocator still holds.

use napi_derive::napi;

/// Gives it back to the kernel: some milliseconds, for when nobody waits.
#[napi(catch_unwind)]
pub fn release_memory() {
    #[cfg(target_env = "gnu")]
    // SAFETY: takes the allocator's own locks, and touches what is free alone.
    unsafe {
        libc::malloc_trim(0);
    }
}
