use crate::argument::{answer, raw_fd};
use napi_derive::napi;
use rustix::io::Errno;

/// Bytes that a connected TCP socket keeps: handed over, and not yet acknowledged by the peer's machine.
#[napi(catch_unwind)]
pub fn queued_bytes(descriptor: f64) -> f64 {
    answer((|| {
        let raw = raw_fd(descriptor)?;
        let mut count: libc::c_int = 0;
        // SAFETY: the kernel writes one int, or nothing when the descriptor is no socket.
        match unsafe { libc::ioctl(raw, libc::TIOCOUTQ, &mut count) } {
            0.. => Ok(f64::from(count)),
            _ => Err(std::io::Error::last_os_error()
                .raw_os_error()
                .map_or(Errno::IO, Errno::from_raw_os_error)),
        }
    })())
}
