//! Jobs that do two things in one visit of a worker: they fill memory from a file, and then compute a
//! MAC over it or seal it. What a read leaves unfilled is neither: the caller meant another message.

use crate::argument::{answer, fd, offset, raw_fd};
use crate::bytes::{Bytes, bytes_of};
use crate::crypto::{AeadKey, nonce_of, sent_parts};
use crate::io::read_full;
use crate::lanes::LaneWork;
use crate::mac::{Mac, MacKey};
use crate::pool::{SentBytes, submit, submit_then};
use napi::{Env, Result, Unknown};
use napi_derive::napi;
use rustix::fd::BorrowedFd;
use rustix::io::{Errno, ReadWriteFlags};
use std::io::IoSliceMut;
use std::sync::Arc;

/// What to read, and where to; checked, so that the job itself can only fail in the read.
struct Source {
    descriptor: f64,
    position: u64,
    target: SentBytes,
}

impl Source {
    fn new(
        env: &Env,
        descriptor: f64,
        target: &Unknown,
        [start, length, position]: [f64; 3],
    ) -> Result<Option<Self>> {
        let target = bytes_of(env, target)?.range(start, length);
        Ok(match (target, offset(position), raw_fd(descriptor)) {
            (Ok(target), Ok(position), Ok(_)) => Some(Source {
                descriptor,
                position,
                target: SentBytes(target),
            }),
            _ => None,
        })
    }

    /// The bytes read, and whether they are all that there is room for.
    fn fill(&self) -> std::result::Result<(f64, bool), Errno> {
        let target = self.target.bytes();
        let count = read_full(fd(self.descriptor)?, target, self.position)?;
        Ok((count, count == target.length as f64))
    }
}

#[napi]
impl AeadKey {
    /// Reads, and seals when the read was full. Answers the bytes read.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn read_and_seal_later(
        &self,
        env: Env,
        id: f64,
        descriptor: f64,
        target: Unknown,
        start: f64,
        length: f64,
        position: f64,
        nonce: Bytes,
        associated: Unknown,
        payload: Unknown,
        tag: Unknown,
    ) -> Result<f64> {
        let tag_bytes = bytes_of(&env, &tag)?;
        let aead = Arc::clone(self.check(nonce, tag_bytes)?);
        let nonce = nonce_of(nonce);
        let sent = [
            bytes_of(&env, &associated)?,
            bytes_of(&env, &payload)?,
            tag_bytes,
        ]
        .map(SentBytes);
        let Some(source) = Source::new(&env, descriptor, &target, [start, length, position])?
        else {
            return Ok(-f64::from(libc::EINVAL));
        };
        submit(
            &env,
            id,
            &[&target, &associated, &payload, &tag],
            move || {
                let (count, is_full) = source.fill()?;
                if is_full {
                    let [associated, payload, tag] = sent.map(SentBytes::bytes);
                    aead.seal(&nonce, associated, payload, tag)?;
                }
                Ok(count)
            },
        )
    }

    /// Reads, and computes a GMAC over `parts` when the read was full. Answers the bytes read.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn read_and_gmac_later(
        &self,
        env: Env,
        id: f64,
        descriptor: f64,
        target: Unknown,
        start: f64,
        length: f64,
        position: f64,
        nonce: Bytes,
        parts: Vec<Unknown>,
        tag: Unknown,
    ) -> Result<f64> {
        let tag_bytes = bytes_of(&env, &tag)?;
        let aead = Arc::clone(self.check(nonce, tag_bytes)?);
        let nonce = nonce_of(nonce);
        let sent = sent_parts(&env, &parts)?;
        let tag_sent = SentBytes(tag_bytes);
        let Some(source) = Source::new(&env, descriptor, &target, [start, length, position])?
        else {
            return Ok(-f64::from(libc::EINVAL));
        };
        let kept: Vec<&Unknown> = parts.iter().chain([&target, &tag]).collect();
        submit(&env, id, &kept, move || {
            let (count, is_full) = source.fill()?;
            if is_full {
                let parts: Vec<Bytes> = sent.into_iter().map(SentBytes::bytes).collect();
                aead.gmac(&nonce, &parts, tag_sent.bytes())?;
            }
            Ok(count)
        })
    }
}

#[napi]
impl AeadKey {
    /// As `readAndSealLater`, here and now, of what the page cache has: fewer bytes, and no seal, where that is not all.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn read_and_seal(
        &self,
        descriptor: f64,
        target: Bytes,
        start: f64,
        length: f64,
        position: f64,
        nonce: Bytes,
        associated: Bytes,
        payload: Bytes,
        tag: Bytes,
    ) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer((|| {
            let target = target.range(start, length)?;
            let position = offset(position)?;
            if !read_now(fd(descriptor)?, target, position)? {
                return Ok(0.0);
            }
            aead.seal(&nonce_of(nonce), associated, payload, tag)?;
            Ok(length)
        })()))
    }

    /// As `readAndGmacLater`, in the same way; `message` ends with the target.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn read_and_gmac(
        &self,
        descriptor: f64,
        target: Bytes,
        start: f64,
        length: f64,
        position: f64,
        nonce: Bytes,
        message: Bytes,
        tag: Bytes,
    ) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer((|| {
            let target = target.range(start, length)?;
            let mut position = offset(position)?;
            let source = fd(descriptor)?;
            let ends = |bytes: Bytes| bytes.address.wrapping_add(bytes.length);
            if ends(message) != ends(target) || message.length < target.length {
                return Err(Errno::INVAL);
            }
            let fill = |piece: Bytes| {
                let is_full = read_now(source, piece, position)?;
                position += piece.length as u64;
                Ok(is_full)
            };
            let is_full =
                aead.gmac_filled(&nonce_of(nonce), message, target.length, tag, fill)?;
            Ok(if is_full { length } else { 0.0 })
        })()))
    }
}

/// Whether the page cache has all of it.
fn read_now(
    source: BorrowedFd,
    target: Bytes,
    position: u64,
) -> std::result::Result<bool, Errno> {
    let mut at = 0;
    while at < target.length {
        let rest = target.range(at as f64, (target.length - at) as f64)?;
        // SAFETY: the only slice of this memory.
        let mut slices = [IoSliceMut::new(unsafe { rest.exclusive() })];
        let flags = ReadWriteFlags::NOWAIT;
        match rustix::io::preadv2(source, &mut slices, position + at as u64, flags) {
            Ok(0) | Err(Errno::AGAIN | Errno::OPNOTSUPP) => return Ok(false),
            Ok(count) => at += count,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(true)
}

#[napi]
impl MacKey {
    /// Reads, and computes the MAC of `parts` when the read was full. Answers the bytes read.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn read_and_mac_later(
        &self,
        env: Env,
        id: f64,
        descriptor: f64,
        target: Unknown,
        start: f64,
        length: f64,
        position: f64,
        parts: Vec<Unknown>,
        out: Unknown,
    ) -> Result<f64> {
        let out_bytes = bytes_of(&env, &out)?;
        let mac = self.check(out_bytes)?;
        let sent = sent_parts(&env, &parts)?;
        let out_sent = SentBytes(out_bytes);
        let Some(source) = Source::new(&env, descriptor, &target, [start, length, position])?
        else {
            return Ok(-f64::from(libc::EINVAL));
        };
        let kept: Vec<&Unknown> = parts.iter().chain([&target, &out]).collect();
        match mac {
            Mac::Cmac(key) => {
                let work = LaneWork::new(Arc::clone(key), sent, out_sent);
                let fill = move || source.fill().map(|(count, _)| count);
                submit_then(&env, id, &kept, fill, length, work)
            }
            Mac::Contexts(contexts) => {
                let contexts = Arc::clone(contexts);
                submit(&env, id, &kept, move || {
                    let (count, is_full) = source.fill()?;
                    if is_full {
                        let parts: Vec<Bytes> = sent.into_iter().map(SentBytes::bytes).collect();
                        contexts.compute(&parts, out_sent.bytes())?;
                    }
                    Ok(count)
                })
            }
        }
    }
}
