//! What keys of every kind share, and the key that seals. A key is set up once and used from any thread.

use crate::aead::{ALGORITHMS, Aead, TAG_BYTES};
use crate::argument::{answer, whole};
use crate::bytes::{Bytes, bytes_of};
use crate::libcrypto::libcrypto;
use crate::pool::{SentBytes, submit};
use napi::{Env, Error, Result, Status, Unknown};
use napi_derive::napi;
use std::ptr;
use std::sync::Arc;

/// Whether this Node lets the addon use its OpenSSL.
#[napi(catch_unwind)]
pub fn has_crypto() -> bool {
    libcrypto().is_some()
}

pub fn wrong(text: &str) -> Error {
    Error::new(Status::InvalidArg, text)
}

pub fn unavailable() -> Error {
    Error::new(Status::GenericFailure, "this Node does not export OpenSSL")
}

/// Bytes of a key, wiped when they go.
pub struct KeyBytes(pub Vec<u8>);

impl Drop for KeyBytes {
    fn drop(&mut self) {
        for byte in &mut self.0 {
            // SAFETY: a plain store that the compiler may not leave out.
            unsafe { ptr::write_volatile(byte, 0) };
        }
    }
}

/// AES-GCM or AES-CCM under one key.
#[napi]
pub struct AeadKey {
    inner: Option<Arc<Aead>>,
}

#[napi]
impl AeadKey {
    /// `algorithm`: 0 AES-128-GCM, 1 AES-256-GCM, 2 AES-128-CCM, 3 AES-256-CCM.
    #[napi(constructor, catch_unwind)]
    pub fn new(algorithm: f64, key: Bytes) -> Result<Self> {
        let number = whole(algorithm, 3.0).map_err(|_| wrong("no such algorithm"))?;
        let algorithm = &ALGORITHMS[number as usize];
        if key.length != algorithm.key_bytes {
            return Err(wrong("wrong length of key"));
        }
        // SAFETY: the only slice of this call.
        let key = KeyBytes(unsafe { key.shared() }.to_vec());
        let library = libcrypto().ok_or_else(unavailable)?;
        let inner =
            Aead::new(library, algorithm, key).map_err(|_| wrong("the cipher is not available"))?;
        Ok(AeadKey {
            inner: Some(Arc::new(inner)),
        })
    }

    /// Wipes the key; jobs in flight finish with their own share of it.
    #[napi(catch_unwind)]
    pub fn dispose(&mut self) {
        self.inner = None;
    }

    /// Whether it is worth no worker, up to a MiB.
    #[napi(catch_unwind)]
    pub fn is_quick(&self) -> bool {
        self.inner.as_ref().is_some_and(|aead| aead.is_quick())
    }

    #[napi(catch_unwind)]
    pub fn seal(&self, nonce: Bytes, associated: Bytes, payload: Bytes, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer(aead.seal(
            &nonce_of(nonce),
            associated,
            payload,
            tag,
        )))
    }

    /// 0, or -EBADMSG when the bytes are not what was sealed.
    #[napi(catch_unwind)]
    pub fn open(&self, nonce: Bytes, associated: Bytes, payload: Bytes, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer(aead.open(
            &nonce_of(nonce),
            associated,
            payload,
            &tag_of(tag),
        )))
    }

    /// A GCM tag over associated data alone.
    #[napi(catch_unwind)]
    pub fn gmac(&self, nonce: Bytes, parts: Vec<Bytes>, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer(aead.gmac(&nonce_of(nonce), &parts, tag)))
    }

    #[napi(catch_unwind)]
    pub fn seal_later(
        &self,
        env: Env,
        id: f64,
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
        submit(&env, id, &[&associated, &payload, &tag], move || {
            let [associated, payload, tag] = sent.map(SentBytes::bytes);
            aead.seal(&nonce, associated, payload, tag)
        })
    }

    #[napi(catch_unwind)]
    pub fn open_later(
        &self,
        env: Env,
        id: f64,
        nonce: Bytes,
        associated: Unknown,
        payload: Unknown,
        tag: Bytes,
    ) -> Result<f64> {
        let aead = Arc::clone(self.check(nonce, tag)?);
        let nonce = nonce_of(nonce);
        let tag = tag_of(tag);
        let sent = [bytes_of(&env, &associated)?, bytes_of(&env, &payload)?].map(SentBytes);
        submit(&env, id, &[&associated, &payload], move || {
            let [associated, payload] = sent.map(SentBytes::bytes);
            aead.open(&nonce, associated, payload, &tag)
        })
    }

    #[napi(catch_unwind)]
    pub fn gmac_later(
        &self,
        env: Env,
        id: f64,
        nonce: Bytes,
        parts: Vec<Unknown>,
        tag: Unknown,
    ) -> Result<f64> {
        let tag_bytes = bytes_of(&env, &tag)?;
        let aead = Arc::clone(self.check(nonce, tag_bytes)?);
        let nonce = nonce_of(nonce);
        let sent = sent_parts(&env, &parts)?;
        let tag_sent = SentBytes(tag_bytes);
        let kept: Vec<&Unknown> = parts.iter().chain([&tag]).collect();
        submit(&env, id, &kept, move || {
            let parts: Vec<Bytes> = sent.into_iter().map(SentBytes::bytes).collect();
            aead.gmac(&nonce, &parts, tag_sent.bytes())
        })
    }

    pub fn check(&self, nonce: Bytes, tag: Bytes) -> Result<&Arc<Aead>> {
        let aead = self
            .inner
            .as_ref()
            .ok_or_else(|| wrong("the key was disposed"))?;
        if nonce.length != aead.algorithm().nonce_bytes || tag.length != TAG_BYTES {
            return Err(wrong("wrong length of nonce or tag"));
        }
        Ok(aead)
    }
}

pub fn nonce_of(nonce: Bytes) -> [u8; 12] {
    let mut own = [0; 12];
    // SAFETY: copied at once; the length was checked to be 11 or 12.
    own[..nonce.length].copy_from_slice(unsafe { nonce.shared() });
    own
}

pub fn tag_of(tag: Bytes) -> [u8; TAG_BYTES] {
    let mut own = [0; TAG_BYTES];
    // SAFETY: copied at once; the length was checked.
    own.copy_from_slice(unsafe { tag.shared() });
    own
}

pub fn sent_parts(env: &Env, parts: &[Unknown]) -> Result<Vec<SentBytes>> {
    parts
        .iter()
        .map(|part| bytes_of(env, part).map(SentBytes))
        .collect()
}

/// As many as there may be users at once: the calling thread and a few workers.
pub const STOCK_MAX: usize = 8;
