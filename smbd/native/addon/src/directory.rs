use crate::argument::{Outcome, answer, raw_fd};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::io::Errno;

/// getdents64 as the kernel writes it (inode u64, offset i64, record length u16, type u8, name and
/// a NUL), little- or big-endian as the machine is. Answers the bytes filled; 0 at the end.
#[napi(catch_unwind)]
pub fn read_directory(descriptor: f64, target: Bytes) -> f64 {
    answer(read_records(descriptor, target))
}

pub fn read_records(descriptor: f64, target: Bytes) -> Outcome {
    let raw = raw_fd(descriptor)?;
    // SAFETY: the kernel writes at most `length` bytes to memory that Node-API vouched for.
    let count = unsafe { libc::syscall(libc::SYS_getdents64, raw, target.address, target.length) };
    match count {
        0.. => Ok(count as f64),
        _ => Err(Errno::from_raw_os_error(
            std::io::Error::last_os_error()
                .raw_os_error()
                .unwrap_or(libc::EIO),
        )),
    }
}

#[napi(catch_unwind)]
pub fn rewind_directory(descriptor: f64) -> f64 {
    answer(
        crate::argument::fd(descriptor)
            .and_then(|fd| rustix::fs::seek(fd, rustix::fs::SeekFrom::Start(0)))
            .map(|_| 0.0),
    )
}
