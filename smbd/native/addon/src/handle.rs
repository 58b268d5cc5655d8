//! The kernel's handle of a file: what tells it from a later one with the same inode number.

use crate::argument::{Outcome, answer, raw_fd};
use crate::attribute::answered;
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::io::Errno;

/// Type (4 bytes) and bytes of the handle of what a descriptor stands for; answers their length.
#[napi(catch_unwind)]
pub fn file_handle(descriptor: f64, target: Bytes) -> f64 {
    answer(read(descriptor, target))
}

/// MAX_HANDLE_SZ of the kernel.
const HANDLE_BYTES_MAX: usize = 128;

#[repr(C)]
struct FileHandle {
    bytes: libc::c_uint,
    kind: libc::c_int,
    handle: [u8; HANDLE_BYTES_MAX],
}

fn read(descriptor: f64, target: Bytes) -> Outcome {
    let raw = raw_fd(descriptor)?;
    let mut handle = FileHandle {
        bytes: HANDLE_BYTES_MAX as libc::c_uint,
        kind: 0,
        handle: [0; HANDLE_BYTES_MAX],
    };
    let mut mount: libc::c_int = 0;
    // SAFETY: an empty path that lives forever, a handle with as much room as it says, and a number.
    let result = unsafe {
        libc::syscall(
            libc::SYS_name_to_handle_at,
            raw,
            c"".as_ptr(),
            &raw mut handle,
            &raw mut mount,
            libc::AT_EMPTY_PATH,
        )
    };
    answered(result as isize)?;
    let length = (handle.bytes as usize).min(HANDLE_BYTES_MAX);
    // SAFETY: the only slice of this call.
    let target = unsafe { target.exclusive() };
    if target.len() < 4 + length {
        return Err(Errno::RANGE);
    }
    target[..4].copy_from_slice(&handle.kind.to_le_bytes());
    target[4..4 + length].copy_from_slice(&handle.handle[..length]);
    Ok((4 + length) as f64)
}
