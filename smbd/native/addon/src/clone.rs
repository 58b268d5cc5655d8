//! Blocks that two files share instead of a copy, and the flag of files whose data is compressed.

use crate::argument::{Outcome, done, fd, offset, raw_fd};
use crate::io::copy_full;
use crate::pool::submit;
use napi::{Env, Result};
use napi_derive::napi;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{FallocateFlags, IFlags};
use rustix::io::Errno;

/// Makes [start, start + length) of the target show what the source has there; what the source has
/// past its end are zeros, and the target keeps its size. Answers how many bytes of the source the
/// target has now.
///
/// A piece that is no whole block, at an end where the other file goes on, cannot be shared and is
/// copied; with `is_atomic` such a range is refused (-EOPNOTSUPP), since two steps can fail between.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn clone_later(
    env: Env,
    id: f64,
    source: f64,
    source_start: f64,
    target: f64,
    start: f64,
    length: f64,
    is_atomic: bool,
) -> Result<f64> {
    let numbers = (offset(source_start), offset(start), offset(length));
    let (Ok(source_start), Ok(start), Ok(length)) = numbers else {
        return Ok(-f64::from(libc::EINVAL));
    };
    if raw_fd(source).is_err() || raw_fd(target).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    submit(&env, id, &[], move || {
        let range = Range {
            source_start,
            start,
            length,
        };
        clone_within(fd(source)?, fd(target)?, &range, is_atomic)
    })
}

struct Range {
    source_start: u64,
    start: u64,
    length: u64,
}

fn clone_within(source: BorrowedFd, target: BorrowedFd, range: &Range, is_atomic: bool) -> Outcome {
    let source_size = rustix::fs::fstat(source)?.st_size as u64;
    let target_size = rustix::fs::fstat(target)?.st_size as u64;
    let room = range.length.min(target_size.saturating_sub(range.start));
    let wanted = room.min(source_size.saturating_sub(range.source_start));
    let ends_with_both =
        range.source_start + wanted == source_size && range.start + wanted == target_size;
    let block = (rustix::fs::fstatfs(target)?.f_bsize as u64).max(1);
    let shared = if ends_with_both {
        wanted
    } else {
        wanted - wanted % block
    };
    if is_atomic && shared < room {
        return Err(Errno::OPNOTSUPP);
    }
    // A length of zero would mean "to the end" to the kernel.
    if shared > 0 {
        share(source, range.source_start, target, range.start, shared)?;
    }
    let mut count = shared;
    if wanted > shared {
        let (from, to) = (range.source_start + shared, range.start + shared);
        count += copy_full(source, from, target, to, wanted - shared)? as u64;
    }
    if room > wanted {
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        rustix::fs::fallocate(target, flags, range.start + wanted, room - wanted)?;
    }
    Ok(count as f64)
}

/// FICLONERANGE: all or nothing to whoever writes the source meanwhile.
fn share(
    source: BorrowedFd,
    source_start: u64,
    target: BorrowedFd,
    start: u64,
    length: u64,
) -> std::result::Result<(), Errno> {
    let range = libc::file_clone_range {
        src_fd: i64::from(source.as_raw_fd()),
        src_offset: source_start,
        src_length: length,
        dest_offset: start,
    };
    // SAFETY: the kernel reads one struct that lives through the call.
    match unsafe { libc::ioctl(target.as_raw_fd(), libc::FICLONERANGE, &range) } {
        0 => Ok(()),
        _ => Err(Errno::from_raw_os_error(
            std::io::Error::last_os_error()
                .raw_os_error()
                .unwrap_or(libc::EIO),
        )),
    }
}

/// FS_COMPR_FL: what is written from now on is compressed or not; in a directory, by what is made in
/// it. -EOPNOTSUPP or -ENOTTY where the file system has no such flag.
#[napi(catch_unwind)]
pub fn set_compressed(descriptor: f64, is_compressed: bool) -> f64 {
    done((|| {
        let fd = fd(descriptor)?;
        let mut flags = rustix::fs::ioctl_getflags(fd)?;
        flags.set(IFlags::COMPRESSED, is_compressed);
        // "Never compress" is another flag, which excludes this one.
        if is_compressed {
            flags.remove(IFlags::from_bits_retain(FS_NOCOMP_FL));
        }
        rustix::fs::ioctl_setflags(fd, flags)
    })())
}

const FS_NOCOMP_FL: u32 = 0x400;
