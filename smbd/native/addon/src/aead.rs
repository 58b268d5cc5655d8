//! Sealing and GMAC under one key, each by the library that is fastest at it: AES-GCM by ring, which
//! needs no context and so serves any number of threads at once; the GMAC of long messages by our own GHASH,
//! or by OpenSSL where the processor cannot; AES-CCM by OpenSSL. The figures are in the README.

use crate::aead_context::AeadContexts;
use crate::bytes::Bytes;
use crate::cmac;
use crate::crypto::KeyBytes;
use crate::ghash::GhashKey;
use crate::libcrypto::LibCrypto;
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, Tag, UnboundKey};
use rustix::io::Errno;
use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

type Result<T> = std::result::Result<T, Errno>;

pub const TAG_BYTES: usize = 16;

pub struct Algorithm {
    pub name: &'static CStr,
    pub key_bytes: usize,
    pub nonce_bytes: usize,
    /// CCM wants its lengths before its bytes.
    pub is_ccm: bool,
}

pub const ALGORITHMS: [Algorithm; 4] = [
    Algorithm {
        name: c"AES-128-GCM",
        key_bytes: 16,
        nonce_bytes: 12,
        is_ccm: false,
    },
    Algorithm {
        name: c"AES-256-GCM",
        key_bytes: 32,
        nonce_bytes: 12,
        is_ccm: false,
    },
    Algorithm {
        name: c"AES-128-CCM",
        key_bytes: 16,
        nonce_bytes: 11,
        is_ccm: true,
    },
    Algorithm {
        name: c"AES-256-CCM",
        key_bytes: 32,
        nonce_bytes: 11,
        is_ccm: true,
    },
];

pub struct Aead {
    algorithm: &'static Algorithm,
    /// None for CCM.
    gcm: Option<GcmKey>,
    contexts: AeadContexts,
    /// Made for the first long GMAC; None where the processor cannot.
    hash: OnceLock<Option<GhashKey>>,
}

impl Aead {
    pub fn new(
        library: &'static LibCrypto,
        algorithm: &'static Algorithm,
        key: KeyBytes,
    ) -> Result<Self> {
        let gcm = match algorithm.is_ccm {
            true => None,
            false => Some(GcmKey::new(&key.0)?),
        };
        let contexts = AeadContexts::new(library, algorithm, key);
        if gcm.is_none() {
            contexts.probe()?;
        }
        Ok(Aead {
            algorithm,
            gcm,
            contexts,
            hash: OnceLock::new(),
        })
    }

    pub fn algorithm(&self) -> &'static Algorithm {
        self.algorithm
    }

    /// Encrypts `payload` in place; the tag is written when everything else was read.
    pub fn seal(
        &self,
        nonce: &[u8; 12],
        associated: Bytes,
        payload: Bytes,
        tag: Bytes,
    ) -> Result<f64> {
        let Some(gcm) = &self.gcm else {
            return self.contexts.seal(nonce, &[associated], payload, tag);
        };
        let associated = Joined::new(&[associated]);
        // SAFETY: the only slice of this memory; the associated data is a copy.
        let text = unsafe { payload.exclusive() };
        let made = gcm.seal(nonce, associated.bytes(), text)?;
        put_tag(tag, made.as_ref());
        Ok(0.0)
    }

    /// Decrypts `payload` in place; EBADMSG, with the payload wiped, when the tag is wrong.
    pub fn open(
        &self,
        nonce: &[u8; 12],
        associated: Bytes,
        payload: Bytes,
        tag: &[u8; TAG_BYTES],
    ) -> Result<f64> {
        let Some(gcm) = &self.gcm else {
            return self.contexts.open(nonce, &[associated], payload, tag);
        };
        let associated = Joined::new(&[associated]);
        // SAFETY: the only slice of this memory; associated data and tag are copies.
        let text = unsafe { payload.exclusive() };
        let aad = Aad::from(associated.bytes());
        let given = Tag::from(*tag);
        let opened = gcm
            .key()
            .open_in_place_separate_tag(unique(nonce), aad, given, text, 0..)
            .is_ok();
        if opened {
            return Ok(0.0);
        }
        // SAFETY: the slice of above is no longer used.
        unsafe { payload.exclusive() }.fill(0);
        Err(Errno::BADMSG)
    }

    /// A GCM tag over associated data alone.
    pub fn gmac(&self, nonce: &[u8; 12], parts: &[Bytes], tag: Bytes) -> Result<f64> {
        let length: usize = parts.iter().map(|part| part.length).sum();
        let Some(gcm) = &self.gcm else {
            return self.contexts.seal(nonce, parts, nothing(), tag);
        };
        if length <= SHORT_BYTES_MAX {
            put_tag(
                tag,
                gcm.seal(nonce, Joined::new(parts).bytes(), &mut [])?
                    .as_ref(),
            );
            return Ok(0.0);
        }
        let Some(hash) = self.hash() else {
            return self.contexts.seal(nonce, parts, nothing(), tag);
        };
        let mut made = hash.hash(parts);
        // The hash of nothing is zero, so that this tag is the mask alone.
        let mask = gcm.seal(nonce, &[], &mut [])?;
        for (byte, mask) in made.iter_mut().zip(mask.as_ref()) {
            *byte ^= mask;
        }
        put_tag(tag, &made);
        Ok(0.0)
    }

    /// As `gmac` over one part, whose end `fill` makes, a piece at a time and the last one with it: each is hashed while
    /// the processor has it at hand. `fill` answers false when it cannot go on; then there is no tag.
    pub fn gmac_filled(
        &self,
        nonce: &[u8; 12],
        part: Bytes,
        filled: usize,
        tag: Bytes,
        mut fill: impl FnMut(Bytes) -> Result<bool>,
    ) -> Result<bool> {
        let (Some(gcm), Some(hash)) = (&self.gcm, self.hash()) else {
            if !fill(rest_of(part, part.length - filled))? {
                return Ok(false);
            }
            return self.gmac(nonce, &[part], tag).map(|_| true);
        };
        let mut hashing = hash.begin();
        let mut at = part.length - filled;
        // SAFETY: shared, here and below; nothing is written while the slice lives.
        hashing.take(unsafe { start_of(part, at).shared() });
        while at < part.length {
            let count = PIECE_BYTES.min(part.length - at);
            let piece = start_of(rest_of(part, at), count);
            if !fill(piece)? {
                return Ok(false);
            }
            // SAFETY: as above.
            hashing.take(unsafe { piece.shared() });
            at += count;
        }
        let mut made = hashing.finish();
        let mask = gcm.seal(nonce, &[], &mut [])?;
        for (byte, mask) in made.iter_mut().zip(mask.as_ref()) {
            *byte ^= mask;
        }
        put_tag(tag, &made);
        Ok(true)
    }

    /// Whether a MiB takes little longer than to copy it: the processor has instructions for all of it.
    pub fn is_quick(&self) -> bool {
        self.gcm.is_some() && processor_is_quick()
    }

    fn hash(&self) -> Option<&GhashKey> {
        let make = || {
            let key = self.contexts.key().try_into().ok()?;
            GhashKey::new(cmac::encrypt_zeros(key)?)
        };
        self.hash.get_or_init(make).as_ref()
    }
}

/// A fraction of what a core has for itself.
const PIECE_BYTES: usize = 131_072;

fn start_of(part: Bytes, length: usize) -> Bytes {
    Bytes {
        address: part.address,
        length: length.min(part.length),
    }
}

fn rest_of(part: Bytes, start: usize) -> Bytes {
    let start = start.min(part.length);
    Bytes {
        // SAFETY: inside the part, or at its end.
        address: unsafe { part.address.add(start) },
        length: part.length - start,
    }
}

#[cfg(target_arch = "x86_64")]
fn processor_is_quick() -> bool {
    std::is_x86_feature_detected!("aes") && std::is_x86_feature_detected!("vpclmulqdq")
}

#[cfg(target_arch = "aarch64")]
fn processor_is_quick() -> bool {
    std::arch::is_aarch64_feature_detected!("aes") && std::arch::is_aarch64_feature_detected!("pmull")
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn processor_is_quick() -> bool {
    false
}

fn nothing() -> Bytes {
    Bytes {
        address: ptr::NonNull::dangling().as_ptr(),
        length: 0,
    }
}

/// That it is unique is the caller's promise; SMB makes nonces of counters and of message ids.
fn unique(nonce: &[u8; 12]) -> Nonce {
    Nonce::assume_unique_for_key(*nonce)
}

fn put_tag(tag: Bytes, made: &[u8]) {
    // SAFETY: no other slice of this memory lives any more.
    unsafe { tag.exclusive() }.copy_from_slice(made);
}

/// A copy, since the memory may overlap what is changed in place.
enum Joined {
    Short([u8; SHORT_BYTES_MAX], usize),
    Long(Vec<u8>),
}

impl Joined {
    fn new(parts: &[Bytes]) -> Self {
        let length: usize = parts.iter().map(|part| part.length).sum();
        // SAFETY: shared, and copied at once.
        let slices = parts.iter().map(|part| unsafe { part.shared() });
        if length > SHORT_BYTES_MAX {
            return Joined::Long(slices.flatten().copied().collect());
        }
        let mut own = [0; SHORT_BYTES_MAX];
        let mut end = 0;
        for slice in slices {
            own[end..end + slice.len()].copy_from_slice(slice);
            end += slice.len();
        }
        Joined::Short(own, end)
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Joined::Short(own, length) => &own[..*length],
            Joined::Long(own) => own,
        }
    }
}

/// A key schedule of ring, which does not wipe it by itself.
struct GcmKey(Box<MaybeUninit<LessSafeKey>>);

impl GcmKey {
    fn new(key: &[u8]) -> Result<Self> {
        let algorithm = match key.len() {
            16 => &AES_128_GCM,
            _ => &AES_256_GCM,
        };
        let unbound = UnboundKey::new(algorithm, key).map_err(|_| Errno::INVAL)?;
        Ok(GcmKey(Box::new(MaybeUninit::new(LessSafeKey::new(
            unbound,
        )))))
    }

    fn seal(&self, nonce: &[u8; 12], associated: &[u8], text: &mut [u8]) -> Result<Tag> {
        self.key()
            .seal_in_place_separate_tag(unique(nonce), Aad::from(associated), text)
            .map_err(|_| Errno::INVAL)
    }

    fn key(&self) -> &LessSafeKey {
        // SAFETY: written in new(), and gone only in drop().
        unsafe { self.0.assume_init_ref() }
    }
}

impl Drop for GcmKey {
    fn drop(&mut self) {
        // SAFETY: dropped once, and then nothing but bytes that this box owns.
        unsafe { self.0.assume_init_drop() };
        let start = self.0.as_mut_ptr().cast::<u8>();
        for at in 0..size_of::<LessSafeKey>() {
            // SAFETY: inside the box; a plain store that the compiler may not leave out.
            unsafe { ptr::write_volatile(start.add(at), 0) };
        }
    }
}

/// Up to here ring takes associated data well enough, and without a copy to the heap.
const SHORT_BYTES_MAX: usize = 256;
