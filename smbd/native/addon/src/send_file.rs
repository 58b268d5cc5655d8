//! From a file to a socket without memory of ours in between.

use crate::argument::{answer, index, offset, raw_fd};
use napi_derive::napi;
use rustix::io::Errno;

/// Hands the pages of [position, position + length) of a file to a socket, as much as it takes. 0: the file ends
/// before. Waits for a device where a page is not cached.
#[napi(catch_unwind)]
pub fn stream_send_file(socket: f64, descriptor: f64, position: f64, length: f64) -> f64 {
    answer((|| {
        let (socket, descriptor) = (raw_fd(socket)?, raw_fd(descriptor)?);
        let mut position = offset(position)? as libc::off_t;
        let length = index(length, SEND_BYTES_MAX)?;
        if length == 0 {
            return Err(Errno::INVAL);
        }
        loop {
            // SAFETY: the kernel reads and writes one number of ours.
            match unsafe { libc::sendfile(socket, descriptor, &mut position, length) } {
                count @ 0.. => return Ok(count as f64),
                _ => match last_error() {
                    Errno::INTR => {}
                    errno => return Err(errno),
                },
            }
        }
    })())
}

/// How many bytes of whole pages that meet [position, position + length) the page cache has.
#[napi(catch_unwind)]
pub fn cached_bytes(descriptor: f64, position: f64, length: f64) -> f64 {
    answer((|| {
        let range = CachestatRange {
            offset: offset(position)?,
            length: offset(length)?,
        };
        let mut counts = Cachestat::default();
        // SAFETY: the kernel reads the range and fills the counts, both of which are as it declares them.
        let status = unsafe {
            libc::syscall(
                SYS_CACHESTAT,
                raw_fd(descriptor)?,
                &raw const range,
                &raw mut counts,
                0,
            )
        };
        if status < 0 {
            return Err(last_error());
        }
        // SAFETY: a plain call that asks for a constant.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        Ok(counts.cached_pages as f64 * page as f64)
    })())
}

#[repr(C)]
struct CachestatRange {
    offset: u64,
    length: u64,
}

#[repr(C)]
#[derive(Default)]
struct Cachestat {
    cached_pages: u64,
    dirty_pages: u64,
    writeback_pages: u64,
    evicted_pages: u64,
    recently_evicted_pages: u64,
}

/// Since Linux 6.5, with one number on all architectures but Alpha.
const SYS_CACHESTAT: libc::c_long = 451;
/// What the kernel moves in one call at most.
const SEND_BYTES_MAX: usize = 0x7fff_f000;

fn last_error() -> Errno {
    Errno::from_raw_os_error(
        std::io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or(libc::EIO),
    )
}
