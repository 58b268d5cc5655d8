//! Extended attributes of what a descriptor stands for, O_PATH or not.

use crate::argument::{answer, descriptor_path, done, path, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fs::XattrFlags;
use rustix::io::Errno;

/// Answers the length of the value; with an empty target only that.
#[napi(catch_unwind)]
pub fn get_attribute(descriptor: f64, attribute: Bytes, target: Bytes) -> f64 {
    answer((|| {
        // SAFETY: the name is copied before the target is written.
        let attribute = path(unsafe { attribute.shared() })?;
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
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        rustix::fs::listxattr(descriptor_path(descriptor)?, target).map(|length| length as f64)
    })())
}

#[napi(catch_unwind)]
pub fn remove_attribute(descriptor: f64, attribute: Bytes) -> f64 {
    // SAFETY: the only slice of this call.
    let attribute = unsafe { attribute.shared() };
    done((|| rustix::fs::removexattr(descriptor_path(descriptor)?, path(attribute)?))())
}
