//! Extended attributes of what a descriptor stands for.
//!
//! The calls that take a descriptor refuse one that was opened with O_PATH; for those the link
//! below /proc does, at three times the price.

use crate::argument::{Outcome, answer, descriptor_path, done, path, raw_fd, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::io::Errno;
use std::ffi::CStr;
use std::ptr;

/// Answers the length of the value; with an empty target only that.
#[napi(catch_unwind)]
pub fn get_attribute(descriptor: f64, attribute: Bytes, target: Bytes) -> f64 {
    answer((|| {
        // SAFETY: the name is copied before the target is written.
        let attribute = path(unsafe { attribute.shared() })?;
        get(descriptor, &attribute, target)
    })())
}

/// `flags`: 0, XATTR_CREATE or XATTR_REPLACE.
#[napi(catch_unwind)]
pub fn set_attribute(descriptor: f64, attribute: Bytes, value: Bytes, flags: f64) -> f64 {
    done((|| {
        let flags = unsigned(flags)? as i32;
        if ![0, libc::XATTR_CREATE, libc::XATTR_REPLACE].contains(&flags) {
            return Err(Errno::INVAL);
        }
        // SAFETY: a shared slice that is copied.
        let attribute = path(unsafe { attribute.shared() })?;
        let (raw, name) = (raw_fd(descriptor)?, attribute.as_ptr());
        let (address, length) = (value.address.cast(), value.length);
        // SAFETY: the kernel reads a string and `length` bytes that live through the call.
        match answered(unsafe { libc::fsetxattr(raw, name, address, length, flags) } as isize) {
            Err(Errno::BADF) => {
                let path = descriptor_path(descriptor)?;
                // SAFETY: as above.
                answered(unsafe {
                    libc::setxattr(path.as_ptr(), name, address, length, flags) as isize
                })
            }
            result => result,
        }
        .map(|_| ())
    })())
}

/// Names, each with its NUL; answers their length, with an empty target only that.
#[napi(catch_unwind)]
pub fn list_attributes(descriptor: f64, target: Bytes) -> f64 {
    answer(list(descriptor, target))
}

#[napi(catch_unwind)]
pub fn remove_attribute(descriptor: f64, attribute: Bytes) -> f64 {
    done((|| {
        // SAFETY: a shared slice that is copied.
        let attribute = path(unsafe { attribute.shared() })?;
        // SAFETY: the kernel reads a string that lives through the call.
        match answered(unsafe {
            libc::fremovexattr(raw_fd(descriptor)?, attribute.as_ptr()) as isize
        }) {
            Err(Errno::BADF) => {
                let path = descriptor_path(descriptor)?;
                // SAFETY: as above.
                answered(unsafe { libc::removexattr(path.as_ptr(), attribute.as_ptr()) as isize })
            }
            result => result,
        }
        .map(|_| ())
    })())
}

/// The kernel makes room of its own for as much as it is told that there is, and clears it: most values are short.
const SHORT_BYTES: usize = 512;

/// Asks with little room first, and with all of it where that did not do.
pub fn short_first(target: Bytes, read: impl Fn(Bytes) -> Outcome) -> Outcome {
    let short = Bytes {
        address: target.address,
        length: target.length.min(SHORT_BYTES),
    };
    match read(short) {
        Err(Errno::RANGE) if target.length > SHORT_BYTES => read(target),
        result => result,
    }
}

pub fn get(descriptor: f64, attribute: &CStr, target: Bytes) -> Outcome {
    short_first(target, |target| get_into(descriptor, attribute, target))
}

pub fn list(descriptor: f64, target: Bytes) -> Outcome {
    short_first(target, |target| list_into(descriptor, target))
}

fn get_into(descriptor: f64, attribute: &CStr, target: Bytes) -> Outcome {
    let (raw, address) = (raw_fd(descriptor)?, address_of(target));
    // SAFETY: the kernel writes at most `length` bytes to memory that Node-API vouched for.
    match answered(unsafe {
        libc::fgetxattr(raw, attribute.as_ptr(), address.cast(), target.length)
    }) {
        Err(Errno::BADF) => {
            let path = descriptor_path(descriptor)?;
            // SAFETY: as above.
            answered(unsafe {
                libc::getxattr(
                    path.as_ptr(),
                    attribute.as_ptr(),
                    address.cast(),
                    target.length,
                )
            })
        }
        result => result,
    }
}

fn list_into(descriptor: f64, target: Bytes) -> Outcome {
    let (raw, address) = (raw_fd(descriptor)?, address_of(target));
    // SAFETY: the kernel writes at most `length` bytes to memory that Node-API vouched for.
    match answered(unsafe { libc::flistxattr(raw, address.cast(), target.length) }) {
        Err(Errno::BADF) => {
            let path = descriptor_path(descriptor)?;
            // SAFETY: as above.
            answered(unsafe { libc::listxattr(path.as_ptr(), address.cast(), target.length) })
        }
        result => result,
    }
}

fn address_of(target: Bytes) -> *mut u8 {
    if target.length == 0 {
        ptr::null_mut()
    } else {
        target.address
    }
}

pub fn answered(result: isize) -> Outcome {
    match result {
        0.. => Ok(result as f64),
        _ => Err(Errno::from_raw_os_error(
            std::io::Error::last_os_error()
                .raw_os_error()
                .unwrap_or(libc::EIO),
        )),
    }
}
