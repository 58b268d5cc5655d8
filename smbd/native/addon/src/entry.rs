use crate::argument::{answer, descriptor_path, done, fd, name, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fs::{AtFlags, CWD, Mode, RenameFlags};
use rustix::io::Errno;

#[napi(catch_unwind)]
pub fn make_directory(parent: f64, entry: Bytes, mode: f64) -> f64 {
    // SAFETY: the only slice of this call.
    let entry = unsafe { entry.shared() };
    done((|| {
        let mode = unsigned(mode)?;
        if mode > 0o7777 {
            return Err(Errno::INVAL);
        }
        rustix::fs::mkdirat(fd(parent)?, name(entry)?, Mode::from_raw_mode(mode))
    })())
}

#[napi(catch_unwind)]
pub fn unlink(parent: f64, entry: Bytes, is_directory: bool) -> f64 {
    // SAFETY: the only slice of this call.
    let entry = unsafe { entry.shared() };
    done((|| {
        let flags = if is_directory {
            AtFlags::REMOVEDIR
        } else {
            AtFlags::empty()
        };
        rustix::fs::unlinkat(fd(parent)?, name(entry)?, flags)
    })())
}

#[napi(catch_unwind)]
pub fn rename(
    source: f64,
    source_name: Bytes,
    target: f64,
    target_name: Bytes,
    replace: bool,
) -> f64 {
    // SAFETY: shared slices only.
    let (from, to) = unsafe { (source_name.shared(), target_name.shared()) };
    done((|| {
        let (source, target) = (fd(source)?, fd(target)?);
        let flags = if replace {
            RenameFlags::empty()
        } else {
            RenameFlags::NOREPLACE
        };
        rustix::fs::renameat_with(source, name(from)?, target, name(to)?, flags)
    })())
}

/// A new name for what a descriptor stands for.
#[napi(catch_unwind)]
pub fn link(source: f64, target: f64, target_name: Bytes) -> f64 {
    // SAFETY: the only slice of this call.
    let to = unsafe { target_name.shared() };
    done((|| {
        // AT_EMPTY_PATH would need a privilege; the link below /proc does not.
        let path = descriptor_path(source)?;
        rustix::fs::linkat(CWD, path, fd(target)?, name(to)?, AtFlags::SYMLINK_FOLLOW)
    })())
}

/// The target of a symlink that was opened with O_PATH | O_NOFOLLOW; answers its length.
#[napi(catch_unwind)]
pub fn read_link(descriptor: f64, target: Bytes) -> f64 {
    answer((|| {
        let link = rustix::fs::readlinkat(fd(descriptor)?, c"", Vec::new())?;
        let link = link.as_bytes();
        if link.len() > target.length {
            return Err(Errno::RANGE);
        }
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        target[..link.len()].copy_from_slice(link);
        Ok(link.len() as f64)
    })())
}
