use crate::argument::{descriptor_path, done, fd, unsigned};
use napi_derive::napi;
use rustix::fs::{AtFlags, CWD, Gid, Mode, Timespec, Timestamps, Uid};
use rustix::io::Errno;

/// -1 keeps the owner or the group.
#[napi(catch_unwind)]
pub fn set_owner(descriptor: f64, uid: f64, gid: f64) -> f64 {
    done((|| {
        let uid = id(uid)?.map(Uid::from_raw);
        let gid = id(gid)?.map(Gid::from_raw);
        rustix::fs::chownat(fd(descriptor)?, c"", uid, gid, AtFlags::EMPTY_PATH)
    })())
}

fn id(value: f64) -> Result<Option<u32>, Errno> {
    match value == -1.0 {
        true => Ok(None),
        // All ones is the kernel's own "keep", which must not come in by accident.
        false => unsigned(value).and_then(|id| match id {
            u32::MAX => Err(Errno::INVAL),
            id => Ok(Some(id)),
        }),
    }
}

#[napi(catch_unwind)]
pub fn set_mode(descriptor: f64, mode: f64) -> f64 {
    done((|| {
        let mode = unsigned(mode)?;
        if mode > 0o7777 {
            return Err(Errno::INVAL);
        }
        let mode = Mode::from_raw_mode(mode);
        match rustix::fs::fchmod(fd(descriptor)?, mode) {
            // A mere path, which only the link below /proc changes, at several times the price.
            Err(Errno::BADF) => {
                rustix::fs::chmodat(CWD, descriptor_path(descriptor)?, mode, AtFlags::empty())
            }
            result => result,
        }
    })())
}

/// Access and modification time; a part of -1 nanoseconds keeps that time.
#[napi(catch_unwind)]
pub fn set_times(
    descriptor: f64,
    access_seconds: f64,
    access_nanoseconds: f64,
    write_seconds: f64,
    write_nanoseconds: f64,
) -> f64 {
    done((|| {
        let times = Timestamps {
            last_access: time(access_seconds, access_nanoseconds)?,
            last_modification: time(write_seconds, write_nanoseconds)?,
        };
        let path = descriptor_path(descriptor)?;
        rustix::fs::utimensat(CWD, path, &times, AtFlags::empty())
    })())
}

fn time(seconds: f64, nanoseconds: f64) -> Result<Timespec, Errno> {
    if nanoseconds == -1.0 {
        return Ok(Timespec {
            tv_sec: 0,
            tv_nsec: rustix::fs::UTIME_OMIT,
        });
    }
    let is_whole = seconds.fract() == 0.0 && seconds.abs() <= crate::argument::SAFE_INTEGER_MAX;
    if !is_whole {
        return Err(Errno::INVAL);
    }
    let nanoseconds = crate::argument::whole(nanoseconds, 999_999_999.0)?;
    Ok(Timespec {
        tv_sec: seconds as i64,
        tv_nsec: nanoseconds as _,
    })
}

/// The user that the process acts as, to know whether ownership can be given away.
#[napi(catch_unwind)]
pub fn effective_user() -> f64 {
    f64::from(rustix::process::geteuid().as_raw())
}
