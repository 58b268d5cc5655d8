use crate::argument::{answer, done, fd, offset, raw_fd, unsigned};
use napi_derive::napi;
use rustix::fs::{FallocateFlags, SeekFrom};
use rustix::io::Errno;

#[napi(catch_unwind)]
pub fn fallocate(descriptor: f64, mode: f64, start: f64, length: f64) -> f64 {
    done((|| {
        let mode = FallocateFlags::from_bits_retain(unsigned(mode)?);
        let allowed =
            FallocateFlags::KEEP_SIZE | FallocateFlags::PUNCH_HOLE | FallocateFlags::ZERO_RANGE;
        if !allowed.contains(mode) {
            return Err(Errno::INVAL);
        }
        retry(|| rustix::fs::fallocate(fd(descriptor)?, mode, offset(start)?, offset(length)?))
    })())
}

#[napi(catch_unwind)]
pub fn truncate(descriptor: f64, size: f64) -> f64 {
    done(retry(|| {
        rustix::fs::ftruncate(fd(descriptor)?, offset(size)?)
    }))
}

/// The next byte at or after `start` that is data; -ENXIO when there is none.
#[napi(catch_unwind)]
pub fn seek_data(descriptor: f64, start: f64) -> f64 {
    answer((|| {
        let at = rustix::fs::seek(fd(descriptor)?, SeekFrom::Data(offset(start)?))?;
        Ok(at as f64)
    })())
}

/// The next byte at or after `start` that is a hole; the end of file is one.
#[napi(catch_unwind)]
pub fn seek_hole(descriptor: f64, start: f64) -> f64 {
    answer((|| {
        let at = rustix::fs::seek(fd(descriptor)?, SeekFrom::Hole(offset(start)?))?;
        Ok(at as f64)
    })())
}

/// FICLONERANGE: shares blocks instead of copying them, where the file system can.
#[napi(catch_unwind)]
pub fn clone_range(source: f64, source_start: f64, target: f64, start: f64, length: f64) -> f64 {
    answer((|| {
        let range = libc::file_clone_range {
            src_fd: i64::from(raw_fd(source)?),
            src_offset: offset(source_start)?,
            src_length: offset(length)?,
            dest_offset: offset(start)?,
        };
        // SAFETY: the kernel reads one struct that lives through the call.
        match unsafe { libc::ioctl(raw_fd(target)?, libc::FICLONERANGE, &range) } {
            0 => Ok(0.0),
            _ => Err(Errno::from_raw_os_error(
                std::io::Error::last_os_error()
                    .raw_os_error()
                    .unwrap_or(libc::EIO),
            )),
        }
    })())
}

fn retry(mut call: impl FnMut() -> Result<(), Errno>) -> Result<(), Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            result => return result,
        }
    }
}
