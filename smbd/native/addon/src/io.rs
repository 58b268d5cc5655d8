use crate::argument::{Outcome, answer, done, fd, offset};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fd::BorrowedFd;
use rustix::fs::{fdatasync, fsync};
use rustix::io::{Errno, ReadWriteFlags};
use std::io::IoSliceMut;

/// Reads only what the page cache has: -EAGAIN when a device would have to be waited for,
/// -EOPNOTSUPP when the file system cannot tell.
#[napi(catch_unwind)]
pub fn read_cached(descriptor: f64, target: Bytes, start: f64, length: f64, position: f64) -> f64 {
    answer((|| {
        // SAFETY: the only slice of this call.
        let target = unsafe { target.range(start, length)?.exclusive() };
        let mut slices = [IoSliceMut::new(target)];
        let flags = ReadWriteFlags::NOWAIT;
        let position = offset(position)?;
        rustix::io::preadv2(fd(descriptor)?, &mut slices, position, flags).map(|n| n as f64)
    })())
}

/// Reads until the range is full or the file ends.
#[napi(catch_unwind)]
pub fn read(descriptor: f64, target: Bytes, start: f64, length: f64, position: f64) -> f64 {
    answer((|| {
        let target = target.range(start, length)?;
        read_full(fd(descriptor)?, target, offset(position)?)
    })())
}

/// Writes the whole range.
#[napi(catch_unwind)]
pub fn write(descriptor: f64, source: Bytes, start: f64, length: f64, position: f64) -> f64 {
    answer((|| {
        let source = source.range(start, length)?;
        write_full(fd(descriptor)?, source, offset(position)?)
    })())
}

#[napi(catch_unwind)]
pub fn sync(descriptor: f64, data_only: bool) -> f64 {
    done(fd(descriptor).and_then(|fd| if data_only { fdatasync(fd) } else { fsync(fd) }))
}

pub fn read_full(fd: BorrowedFd, target: Bytes, position: u64) -> Outcome {
    // SAFETY: the only slice of this memory that the call makes. On a worker the script could look
    // at the array meanwhile, which gives it torn bytes and nothing worse.
    let target = unsafe { target.exclusive() };
    let mut at = 0;
    while at < target.len() {
        match rustix::io::pread(fd, &mut target[at..], position + at as u64) {
            Ok(0) => break,
            Ok(count) => at += count,
            Err(Errno::INTR) => {}
            Err(errno) if at == 0 => return Err(errno),
            // What was read counts; the next read meets the error again.
            Err(_) => break,
        }
    }
    Ok(at as f64)
}

pub fn write_full(fd: BorrowedFd, source: Bytes, position: u64) -> Outcome {
    // SAFETY: shared, as above.
    let source = unsafe { source.shared() };
    let mut at = 0;
    while at < source.len() {
        match rustix::io::pwrite(fd, &source[at..], position + at as u64) {
            Ok(0) => return Err(Errno::IO),
            Ok(count) => at += count,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(at as f64)
}

/// copy_file_range, and by hand where the file systems cannot; answers the bytes copied, fewer when
/// the source ends.
pub fn copy_full(
    source: BorrowedFd,
    mut from: u64,
    target: BorrowedFd,
    mut to: u64,
    length: u64,
) -> Outcome {
    let mut copied = 0;
    while copied < length {
        let wanted = (length - copied).min(COPY_STEP) as usize;
        match rustix::fs::copy_file_range(source, Some(&mut from), target, Some(&mut to), wanted) {
            Ok(0) => break,
            Ok(count) => copied += count as u64,
            Err(Errno::INTR) => {}
            Err(Errno::XDEV | Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS | Errno::BADF)
                if copied == 0 =>
            {
                return copy_by_hand(source, from, target, to, length);
            }
            Err(errno) => return Err(errno),
        }
    }
    Ok(copied as f64)
}

fn copy_by_hand(
    source: BorrowedFd,
    from: u64,
    target: BorrowedFd,
    to: u64,
    length: u64,
) -> Outcome {
    let mut buffer = vec![0_u8; length.min(COPY_BUFFER) as usize];
    let mut copied = 0;
    while copied < length {
        let wanted = (length - copied).min(buffer.len() as u64) as usize;
        let chunk = Bytes {
            address: buffer.as_mut_ptr(),
            length: wanted,
        };
        let count = read_full(source, chunk, from + copied)?;
        if count == 0.0 {
            break;
        }
        let chunk = Bytes {
            address: buffer.as_mut_ptr(),
            length: count as usize,
        };
        write_full(target, chunk, to + copied)?;
        copied += count as u64;
    }
    Ok(copied as f64)
}

/// Long copies go in steps, so that a signal or an error is met in time.
const COPY_STEP: u64 = 1 << 30;
const COPY_BUFFER: u64 = 1 << 20;
