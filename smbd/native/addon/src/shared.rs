//! Memory that another process of this machine gets a descriptor of.

use crate::argument::{answer, done, fd, raw_fd, whole};
use crate::bytes::Bytes;
use napi::bindgen_prelude::ArrayBuffer;
use napi::{Env, Result};
use napi_derive::napi;
use rustix::fd::IntoRawFd;
use rustix::fs::{MemfdFlags, SealFlags};
use rustix::io::Errno;
use std::ffi::c_void;
use std::ptr;

const SHARED_BYTES_MAX: f64 = (1u64 << 36) as f64;

/// A descriptor of new memory that nobody can make smaller or larger. In huge pages on request: that fails
/// when it is mapped, if there are not enough of them.
#[napi(catch_unwind)]
pub fn shared_memory_open(byte_count: f64, huge_pages: bool) -> f64 {
    answer((|| {
        let length = whole(byte_count, SHARED_BYTES_MAX)?;
        let mut flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        if huge_pages {
            flags |= MemfdFlags::HUGETLB;
        }
        let file = rustix::fs::memfd_create("larder-slabs", flags)?;
        rustix::fs::ftruncate(&file, length)?;
        rustix::fs::fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
        Ok(f64::from(file.into_raw_fd()))
    })())
}

/// The memory itself; null where it cannot be mapped. It is unmapped when JavaScript forgets it.
#[napi(catch_unwind)]
pub fn shared_memory_map<'env>(
    env: &'env Env,
    descriptor: f64,
    byte_count: f64,
) -> Result<Option<ArrayBuffer<'env>>> {
    let (Ok(raw), Ok(length)) = (raw_fd(descriptor), whole(byte_count, SHARED_BYTES_MAX)) else {
        return Ok(None);
    };
    let length = length as usize;
    let mut stat = std::mem::MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: fills a value of ours, or nothing.
    let answer = unsafe { libc::fstat(raw, stat.as_mut_ptr()) };
    // SAFETY: zeros are a value of it.
    let size = unsafe { stat.assume_init() }.st_size;
    // What lies past the end of the memory would end the process at the first touch.
    if answer != 0 || length == 0 || usize::try_from(size) != Ok(length) {
        return Ok(None);
    }
    // SAFETY: a new mapping at a place of the kernel's choice.
    let address = unsafe {
        libc::mmap(
            ptr::null_mut(),
            length,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED,
            raw,
            0,
        )
    };
    if address == libc::MAP_FAILED {
        return Ok(None);
    }
    let mapping = Mapping { address, length };
    // SAFETY: the mapping stays until the array buffer is collected. Another process may write to it at any time,
    // which is what it is for: the engine treats what is in it as bytes from the network.
    let buffer = unsafe {
        ArrayBuffer::from_external(env, address.cast(), length, mapping, |_, mapping| {
            drop(mapping)
        })?
    };
    Ok(Some(buffer))
}

struct Mapping {
    address: *mut c_void,
    length: usize,
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: mapped once with this length; the array buffer over it is gone.
        unsafe { libc::munmap(self.address, self.length) };
    }
}

/// Sends all of `source` on a connected Unix socket, with a copy of `passed` along with its first byte.
#[napi(catch_unwind)]
pub fn send_descriptor(socket: f64, passed: f64, source: Bytes) -> f64 {
    done((|| {
        let (socket, passed) = (fd(socket)?, fd(passed)?);
        // SAFETY: the only slice of this call.
        let bytes = unsafe { source.shared() };
        let descriptors = [passed];
        let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = rustix::net::SendAncillaryBuffer::new(&mut space);
        if !control.push(rustix::net::SendAncillaryMessage::ScmRights(&descriptors)) {
            return Err(Errno::INVAL);
        }
        let parts = [std::io::IoSlice::new(bytes)];
        let flags = rustix::net::SendFlags::NOSIGNAL;
        let count = rustix::net::sendmsg(socket, &parts, &mut control, flags)?;
        // A fresh socket takes the little that a hello is.
        if count == bytes.len() {
            Ok(())
        } else {
            Err(Errno::IO)
        }
    })())
}
