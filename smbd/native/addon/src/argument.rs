//! JavaScript numbers are doubles: each is checked for fraction and range before it becomes an
//! integer, and each name before it becomes a path.

use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use std::ffi::CString;

pub type Outcome = Result<f64, Errno>;

pub fn answer(outcome: Outcome) -> f64 {
    match outcome {
        Ok(value) => value,
        Err(errno) => -f64::from(errno.raw_os_error()),
    }
}

pub fn done(result: Result<(), Errno>) -> f64 {
    answer(result.map(|()| 0.0))
}

pub const SAFE_INTEGER_MAX: f64 = 9_007_199_254_740_991.0;

/// A whole number from zero to `max`.
pub fn whole(value: f64, max: f64) -> Result<u64, Errno> {
    // NaN fails each comparison and infinity the last one.
    if value >= 0.0 && value <= max && value.fract() == 0.0 {
        return Ok(value as u64);
    }
    Err(Errno::INVAL)
}

pub fn offset(value: f64) -> Result<u64, Errno> {
    whole(value, SAFE_INTEGER_MAX)
}

pub fn unsigned(value: f64) -> Result<u32, Errno> {
    whole(value, f64::from(u32::MAX)).map(|value| value as u32)
}

pub fn index(value: f64, count: usize) -> Result<usize, Errno> {
    whole(value, count as f64).map(|value| value as usize)
}

pub fn raw_fd(value: f64) -> Result<i32, Errno> {
    whole(value, f64::from(i32::MAX))
        .map(|value| value as i32)
        .map_err(|_| Errno::BADF)
}

pub fn fd<'a>(value: f64) -> Result<BorrowedFd<'a>, Errno> {
    let raw = raw_fd(value)?;
    // SAFETY: the number is not -1, and a number that names no open descriptor only makes the
    // system call answer EBADF. The descriptor is used within the one call.
    Ok(unsafe { BorrowedFd::borrow_raw(raw) })
}

/// A path relative to a descriptor, or empty for the descriptor itself.
pub fn path(bytes: &[u8]) -> Result<CString, Errno> {
    if bytes.len() > libc::PATH_MAX as usize {
        return Err(Errno::NAMETOOLONG);
    }
    CString::new(bytes).map_err(|_| Errno::INVAL)
}

/// One component: nothing that could lead out of the directory it is looked up in.
pub fn name(bytes: &[u8]) -> Result<CString, Errno> {
    if bytes.is_empty() || bytes == b"." || bytes == b".." || bytes.contains(&b'/') {
        return Err(Errno::INVAL);
    }
    path(bytes)
}

/// The only way to reach what an O_PATH descriptor stands for with calls that refuse it.
pub fn descriptor_path(fd: f64) -> Result<CString, Errno> {
    let raw = raw_fd(fd)?;
    CString::new(format!("/proc/self/fd/{raw}")).map_err(|_| Errno::INVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_in_range_pass() {
        assert_eq!(whole(5.0, 5.0), Ok(5));
        for wrong in [-1.0, 0.5, 6.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(whole(wrong, 5.0), Err(Errno::INVAL), "{wrong}");
        }
        assert_eq!(offset(SAFE_INTEGER_MAX), Ok(9_007_199_254_740_991));
        assert_eq!(offset(SAFE_INTEGER_MAX + 1.0), Err(Errno::INVAL));
    }

    #[test]
    fn a_name_is_one_component() {
        assert!(name(b"plain").is_ok());
        for wrong in [&b""[..], b".", b"..", b"a/b", b"/", b"a\0b"] {
            assert_eq!(name(wrong), Err(Errno::INVAL));
        }
    }
}
