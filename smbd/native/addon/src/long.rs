//! What is quick as a rule and now and then is not: on a worker, for the times when it is not.

use crate::argument::{fd, offset, raw_fd};
use crate::bytes::{Bytes, bytes_of};
use crate::directory::read_records;
use crate::io::write_full;
use crate::pool::{SentBytes, submit};
use napi::{Env, Result, Unknown};
use napi_derive::napi;

/// As read_directory.
#[napi(catch_unwind)]
pub fn read_directory_later(env: Env, id: f64, descriptor: f64, target: Unknown) -> Result<f64> {
    let sent = SentBytes(bytes_of(&env, &target)?);
    if raw_fd(descriptor).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    submit(&env, id, &[&target], move || {
        read_records(descriptor, sent.bytes())
    })
}

/// Zeros into a range, for a file system that can neither punch nor mark it. Answers its length.
#[napi(catch_unwind)]
pub fn write_zeroes_later(
    env: Env,
    id: f64,
    descriptor: f64,
    position: f64,
    length: f64,
) -> Result<f64> {
    let numbers = (offset(position), offset(length), raw_fd(descriptor));
    let (Ok(position), Ok(length), Ok(_)) = numbers else {
        return Ok(-f64::from(libc::EINVAL));
    };
    submit(&env, id, &[], move || {
        let mut zeroes = vec![0_u8; length.min(STEP) as usize];
        let mut at = 0;
        while at < length {
            let step = Bytes {
                address: zeroes.as_mut_ptr(),
                length: (length - at).min(STEP) as usize,
            };
            write_full(fd(descriptor)?, step, position.saturating_add(at))?;
            at += step.length as u64;
        }
        Ok(length as f64)
    })
}

const STEP: u64 = 1 << 20;
