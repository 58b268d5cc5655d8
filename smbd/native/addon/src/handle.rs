//! The kernel's handle of a file: what tells it from a later one with the same inode number.

use crate::argument::{Outcome, answer, raw_fd};
use crate::attribute::answered;
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::io::Errno;
use std::ffi::CStr;

/// Type (4 bytes) and bytes of the handle of what a descriptor stands for; answers their length.
#[napi(catch_unwind)]
pub fn file_handle(descriptor: f64, target: Bytes) -> f64 {
    answer(read(descriptor, target))
}

/// MAX_HANDLE_SZ of the kernel.
const HANDLE_BYTES_MAX: usize = 128;

#[repr(C)]
pub struct FileHandle {
    bytes: libc::c_uint,
    kind: libc::c_int,
    handle: [u8; HANDLE_BYTES_MAX],
}

impl FileHandle {
    pub fn bytes(&self) -> &[u8] {
        &self.handle[..(self.bytes as usize).min(HANDLE_BYTES_MAX)]
    }
}

/// Of an entry of a directory, or with an empty name of what the descriptor stands for.
pub fn handle_of(raw: i32, entry: &CStr) -> Result<FileHandle, Errno> {
    let mut handle = FileHandle {
        bytes: HANDLE_BYTES_MAX as libc::c_uint,
        kind: 0,
        handle: [0; HANDLE_BYTES_MAX],
    };
    let mut mount: libc::c_int = 0;
    // SAFETY: a path that lives through the call, a handle with as much room as it says, and a number.
    let result = unsafe {
        libc::syscall(
            libc::SYS_name_to_handle_at,
            raw,
            entry.as_ptr(),
            &raw mut handle,
            &raw mut mount,
            libc::AT_EMPTY_PATH,
        )
    };
    answered(result as isize)?;
    Ok(handle)
}

fn read(descriptor: f64, target: Bytes) -> Outcome {
    let handle = handle_of(raw_fd(descriptor)?, c"")?;
    let bytes = handle.bytes();
    // SAFETY: the only slice of this call.
    let target = unsafe { target.exclusive() };
    if target.len() < 4 + bytes.len() {
        return Err(Errno::RANGE);
    }
    target[..4].copy_from_slice(&handle.kind.to_le_bytes());
    target[4..4 + bytes.len()].copy_from_slice(bytes);
    Ok((4 + bytes.len()) as f64)
}
