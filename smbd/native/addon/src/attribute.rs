//! Extended attributes of what a descriptor stands for, O_PATH or not.

use crate::argument::{Outcome, answer, descriptor_path, done, path, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fs::XattrFlags;
use rustix::io::Errno;
use std::ptr;

/// Answers the length of the value; with an empty target only that.
#[napi(catch_unwind)]
pub fn get_attribute(descriptor: f64, attribute: Bytes, target: Bytes) -> f64 {
    answer((|| {
        // SAFETY: the name is copied before the target is written.
        let attribute = path(unsafe { attribute.shared() })?;
        if target.length == 0 {
            let path = descriptor_path(descriptor)?;
            // SAFETY: two strings that live through the call, and no memory to write to: the
            // kernel answers the length. (rustix would answer how much of it was written: none.)
            return length(unsafe {
                libc::getxattr(path.as_ptr(), attribute.as_ptr(), ptr::null_mut(), 0)
            });
        }
        // SAFETY: the only slice that lives now.
        let target = unsafe { target.exclusive() };
        rustix::fs::getxattr(descriptor_path(descriptor)?, attribute, target)
            .map(|length| length as f64)
    })())
}

/// `flags`: 0, XATTR_CREATE or XATTR_REPLACE.
#[napi(catch_unwind)]
pub fn set_attribute(descriptor: f64, attribute: Bytes, value: Bytes, flags: f64) -> f64 {
    done((|| {
        let flags = XattrFlags::from_bits(unsigned(flags)?).ok_or(Errno::INVAL)?;
        // SAFETY: shared slices only.
        let (attribute, value) = unsafe { (attribute.shared(), value.shared()) };
        rustix::fs::setxattr(descriptor_path(descriptor)?, path(attribute)?, value, flags)
    })())
}

/// Names, each with its NUL; answers their length, with an empty target only that.
#[napi(catch_unwind)]
pub fn list_attributes(descriptor: f64, target: Bytes) -> f64 {
    answer((|| {
        if target.length == 0 {
            let path = descriptor_path(descriptor)?;
            // SAFETY: as in get_attribute.
            return length(unsafe { libc::listxattr(path.as_ptr(), ptr::null_mut(), 0) });
        }
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        rustix::fs::listxattr(descriptor_path(descriptor)?, target).map(|length| length as f64)
    })())
}

#[napi(catch_unwind)]
pub fn remove_attribute(descriptor: f64, attribute: Bytes) -> f64 {
    // SAFETY: the only slice of this call.
    let attribute = unsafe { attribute.shared() };
    done((|| {
        rustix::fs::removexattr(descriptor_path(descriptor)?, path(attribute)?)
    })())
}

fn length(result: isize) -> Outcome {
    match result {
        0.. => Ok(result as f64),
        _ => Err(Errno::from_raw_os_error(
            std::io::Error::last_os_error()
                .raw_os_error()
                .unwrap_or(libc::EIO),
        )),
    }
}
