//! Kept key contexts. A context of OpenSSL serves one operation at a time, so each key has a small
//! stock of them: the calling thread and the workers take one, use it and put it back.

use crate::argument::{answer, whole};
use crate::bytes::{Bytes, bytes_of};
use crate::libcrypto::{
    CTRL_AEAD_GET_TAG, CTRL_AEAD_SET_IVLEN, CTRL_AEAD_SET_TAG, CipherContext, Digest, LibCrypto,
    MacContext, PARAM_UTF8_STRING, Param, libcrypto,
};
use crate::pool::{SentBytes, submit};
use napi::{Env, Error, Result, Status, Unknown};
use napi_derive::napi;
use rustix::io::Errno;
use std::ffi::{CStr, c_int};
use std::ptr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

const TAG_BYTES: usize = 16;
const MAC_BYTES_MAX: usize = 32;

/// Whether this Node lets the addon use its OpenSSL.
#[napi(catch_unwind)]
pub fn has_crypto() -> bool {
    libcrypto().is_some()
}

struct Algorithm {
    name: &'static CStr,
    key_bytes: usize,
    nonce_bytes: usize,
    /// CCM wants its lengths before its bytes.
    is_ccm: bool,
}

const ALGORITHMS: [Algorithm; 4] = [
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

fn wrong(text: &str) -> Error {
    Error::new(Status::InvalidArg, text)
}

fn unavailable() -> Error {
    Error::new(Status::GenericFailure, "this Node does not export OpenSSL")
}

/// Bytes of a key, wiped when they go.
struct KeyBytes(Vec<u8>);

impl Drop for KeyBytes {
    fn drop(&mut self) {
        for byte in &mut self.0 {
            // SAFETY: a plain store that the compiler may not leave out.
            unsafe { ptr::write_volatile(byte, 0) };
        }
    }
}

// ---------------------------------------------------------------------------------------- AEAD

struct AeadContext(*mut CipherContext, &'static LibCrypto);

// SAFETY: a context has no ties to a thread; the stock gives it to one user at a time.
unsafe impl Send for AeadContext {}

impl Drop for AeadContext {
    fn drop(&mut self) {
        // SAFETY: made by cipher_context_new, freed once; OpenSSL wipes the key schedule.
        unsafe { (self.1.cipher_context_free)(self.0) };
    }
}

pub struct Aead {
    library: &'static LibCrypto,
    algorithm: &'static Algorithm,
    key: KeyBytes,
    /// By direction: OpenSSL's CCM chooses its block routine when the key is set, and a context
    /// that was keyed to seal cannot open.
    stock: [Mutex<Vec<AeadContext>>; 2],
}

/// As OpenSSL numbers them.
#[derive(Clone, Copy)]
enum Direction {
    Open = 0,
    Seal = 1,
}

impl Aead {
    fn take(&self, direction: Direction) -> std::result::Result<AeadContext, Errno> {
        let stock = &self.stock[direction as usize];
        let kept = stock.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map_or_else(|| self.make(direction), Ok)
    }

    fn give(&self, direction: Direction, context: AeadContext) {
        let stock = &self.stock[direction as usize];
        let mut stock = stock.lock().unwrap_or_else(PoisonError::into_inner);
        if stock.len() < STOCK_MAX {
            stock.push(context);
        }
    }

    fn make(&self, direction: Direction) -> std::result::Result<AeadContext, Errno> {
        let library = self.library;
        let direction = direction as c_int;
        // SAFETY: calls in the order that OpenSSL documents; every pointer outlives its call, and
        // the key has the length that the cipher wants (checked when the key was made).
        unsafe {
            let context = AeadContext((library.cipher_context_new)(), library);
            if context.0.is_null() {
                return Err(Errno::NOMEM);
            }
            let cipher =
                (library.cipher_fetch)(ptr::null_mut(), self.algorithm.name.as_ptr(), ptr::null());
            if cipher.is_null() {
                return Err(Errno::OPNOTSUPP);
            }
            let nonce_bytes = self.algorithm.nonce_bytes as c_int;
            let mut is_ready = (library.cipher_init)(
                context.0,
                cipher,
                ptr::null_mut(),
                ptr::null(),
                ptr::null(),
                direction,
            ) == 1
                && (library.cipher_context_ctrl)(
                    context.0,
                    CTRL_AEAD_SET_IVLEN,
                    nonce_bytes,
                    ptr::null_mut(),
                ) == 1;
            if self.algorithm.is_ccm {
                let tag_bytes = TAG_BYTES as c_int;
                is_ready &= (library.cipher_context_ctrl)(
                    context.0,
                    CTRL_AEAD_SET_TAG,
                    tag_bytes,
                    ptr::null_mut(),
                ) == 1;
            }
            is_ready &= (library.cipher_init)(
                context.0,
                ptr::null(),
                ptr::null_mut(),
                self.key.0.as_ptr(),
                ptr::null(),
                direction,
            ) == 1;
            (library.cipher_free)(cipher);
            if is_ready {
                Ok(context)
            } else {
                Err(Errno::OPNOTSUPP)
            }
        }
    }

    /// Encrypts `payload` in place; the tag is written when everything else was read.
    pub fn seal(
        &self,
        nonce: &[u8],
        associated: &[Bytes],
        payload: Bytes,
        tag: Bytes,
    ) -> std::result::Result<f64, Errno> {
        let context = self.take(Direction::Seal)?;
        let library = self.library;
        let mut written = 0;
        let mut own_tag = [0_u8; TAG_BYTES];
        // SAFETY: as in make(); payload is read and written in place, which OpenSSL allows.
        let is_sealed = unsafe {
            (library.cipher_init)(
                context.0,
                ptr::null(),
                ptr::null_mut(),
                ptr::null(),
                nonce.as_ptr(),
                1,
            ) == 1
                && self.feed(&context, associated, payload.length)?
                && self.transform(&context, payload, &mut written)
                && (self.algorithm.is_ccm
                    || (library.cipher_final)(context.0, own_tag.as_mut_ptr(), &mut written) == 1)
                && (library.cipher_context_ctrl)(
                    context.0,
                    CTRL_AEAD_GET_TAG,
                    TAG_BYTES as c_int,
                    own_tag.as_mut_ptr().cast(),
                ) == 1
        };
        self.give(Direction::Seal, context);
        if !is_sealed {
            return Err(Errno::IO);
        }
        // SAFETY: no other slice of this memory lives any more.
        unsafe { tag.exclusive() }.copy_from_slice(&own_tag);
        Ok(0.0)
    }

    /// Decrypts `payload` in place; EBADMSG, with the payload wiped, when the tag is wrong.
    fn open(
        &self,
        nonce: &[u8],
        associated: &[Bytes],
        payload: Bytes,
        tag: &[u8],
    ) -> std::result::Result<f64, Errno> {
        let context = self.take(Direction::Open)?;
        let library = self.library;
        let mut written = 0;
        let mut own_tag = [0_u8; TAG_BYTES];
        own_tag.copy_from_slice(tag);
        let mut rest = [0_u8; TAG_BYTES];
        // SAFETY: as in seal(). The tag must be known before CCM starts and before GCM ends.
        let is_authentic = unsafe {
            (library.cipher_init)(
                context.0,
                ptr::null(),
                ptr::null_mut(),
                ptr::null(),
                nonce.as_ptr(),
                0,
            ) == 1
                && (library.cipher_context_ctrl)(
                    context.0,
                    CTRL_AEAD_SET_TAG,
                    TAG_BYTES as c_int,
                    own_tag.as_mut_ptr().cast(),
                ) == 1
                && self.feed(&context, associated, payload.length)?
                && self.transform(&context, payload, &mut written)
                && (self.algorithm.is_ccm
                    || (library.cipher_final)(context.0, rest.as_mut_ptr(), &mut written) == 1)
        };
        if is_authentic {
            self.give(Direction::Open, context);
            return Ok(0.0);
        }
        // A context that refused a message is not used again: it may be left half way.
        drop(context);
        // SAFETY: no other slice of this memory lives any more.
        unsafe { payload.exclusive() }.fill(0);
        Err(Errno::BADMSG)
    }

    /// # Safety
    /// The context is set up for a message.
    unsafe fn feed(
        &self,
        context: &AeadContext,
        associated: &[Bytes],
        payload_bytes: usize,
    ) -> std::result::Result<bool, Errno> {
        let library = self.library;
        let mut written = 0;
        // CCM takes its associated data in one piece; parts are joined first.
        let mut joined = Vec::new();
        let parts = match self.algorithm.is_ccm && associated.len() > 1 {
            true => {
                for part in associated {
                    // SAFETY: shared; nothing is written meanwhile.
                    joined.extend_from_slice(unsafe { part.shared() });
                }
                &[Bytes {
                    address: joined.as_mut_ptr(),
                    length: joined.len(),
                }][..]
            }
            false => associated,
        };
        if self.algorithm.is_ccm {
            let length = c_int::try_from(payload_bytes).map_err(|_| Errno::INVAL)?;
            // SAFETY: null output and null input announce the length.
            let known = unsafe {
                (library.cipher_update)(
                    context.0,
                    ptr::null_mut(),
                    &mut written,
                    ptr::null(),
                    length,
                )
            };
            if known != 1 {
                return Ok(false);
            }
        }
        for part in parts.iter().filter(|part| part.length > 0) {
            let length = c_int::try_from(part.length).map_err(|_| Errno::INVAL)?;
            // SAFETY: null output marks associated data, which is only read.
            let fed = unsafe {
                (library.cipher_update)(
                    context.0,
                    ptr::null_mut(),
                    &mut written,
                    part.address,
                    length,
                )
            };
            if fed != 1 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// # Safety
    /// The context is set up and fed; `payload` is memory of this call or of this job.
    unsafe fn transform(&self, context: &AeadContext, payload: Bytes, written: &mut c_int) -> bool {
        // GCM has nothing to do for no bytes; CCM makes or checks its tag in this step.
        if payload.length == 0 && !self.algorithm.is_ccm {
            return true;
        }
        let Ok(length) = c_int::try_from(payload.length) else {
            return false;
        };
        // SAFETY: in and out are the same memory, which OpenSSL allows.
        let count = unsafe {
            (self.library.cipher_update)(
                context.0,
                payload.address,
                written,
                payload.address,
                length,
            )
        };
        count == 1
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
        let inner = Aead {
            library,
            algorithm,
            key,
            stock: Default::default(),
        };
        let first = inner
            .make(Direction::Seal)
            .map_err(|_| wrong("the cipher is not available"))?;
        inner.give(Direction::Seal, first);
        Ok(AeadKey {
            inner: Some(Arc::new(inner)),
        })
    }

    /// Wipes the key; jobs in flight finish with their own share of it.
    #[napi(catch_unwind)]
    pub fn dispose(&mut self) {
        self.inner = None;
    }

    #[napi(catch_unwind)]
    pub fn seal(&self, nonce: Bytes, associated: Bytes, payload: Bytes, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer(aead.seal(
            &nonce_of(nonce),
            &[associated],
            payload,
            tag,
        )))
    }

    /// 0, or -EBADMSG when the bytes are not what was sealed.
    #[napi(catch_unwind)]
    pub fn open(&self, nonce: Bytes, associated: Bytes, payload: Bytes, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        // SAFETY: copied before anything is written.
        let tag = unsafe { tag.shared() }.to_vec();
        Ok(answer(aead.open(
            &nonce_of(nonce),
            &[associated],
            payload,
            &tag,
        )))
    }

    /// A GCM tag over associated data alone.
    #[napi(catch_unwind)]
    pub fn gmac(&self, nonce: Bytes, parts: Vec<Bytes>, tag: Bytes) -> Result<f64> {
        let aead = self.check(nonce, tag)?;
        Ok(answer(aead.seal(&nonce_of(nonce), &parts, nothing(), tag)))
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
            aead.seal(&nonce, &[associated], payload, tag)
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
        // SAFETY: copied at once.
        let tag = unsafe { tag.shared() }.to_vec();
        let sent = [bytes_of(&env, &associated)?, bytes_of(&env, &payload)?].map(SentBytes);
        submit(&env, id, &[&associated, &payload], move || {
            let [associated, payload] = sent.map(SentBytes::bytes);
            aead.open(&nonce, &[associated], payload, &tag)
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
            aead.seal(&nonce, &parts, nothing(), tag_sent.bytes())
        })
    }

    pub fn check(&self, nonce: Bytes, tag: Bytes) -> Result<&Arc<Aead>> {
        let aead = self
            .inner
            .as_ref()
            .ok_or_else(|| wrong("the key was disposed"))?;
        if nonce.length != aead.algorithm.nonce_bytes || tag.length != TAG_BYTES {
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

pub fn nothing() -> Bytes {
    Bytes {
        address: ptr::NonNull::dangling().as_ptr(),
        length: 0,
    }
}

pub fn sent_parts(env: &Env, parts: &[Unknown]) -> Result<Vec<SentBytes>> {
    parts
        .iter()
        .map(|part| bytes_of(env, part).map(SentBytes))
        .collect()
}

// ----------------------------------------------------------------------------------------- MAC

struct KeyedMac(*mut MacContext, &'static LibCrypto);

// SAFETY: as for AeadContext.
unsafe impl Send for KeyedMac {}

impl Drop for KeyedMac {
    fn drop(&mut self) {
        // SAFETY: made by mac_context_new, freed once; OpenSSL wipes the key.
        unsafe { (self.1.mac_context_free)(self.0) };
    }
}

pub struct MacInner {
    library: &'static LibCrypto,
    is_cmac: bool,
    key: KeyBytes,
    stock: Mutex<Vec<KeyedMac>>,
}

impl MacInner {
    fn output_bytes(&self) -> usize {
        if self.is_cmac { 16 } else { 32 }
    }

    fn make(&self) -> std::result::Result<KeyedMac, Errno> {
        let library = self.library;
        let (name, parameter, value) = match self.is_cmac {
            true => (c"CMAC", c"cipher", c"AES-128-CBC"),
            false => (c"HMAC", c"digest", c"SHA256"),
        };
        let parameters = [
            Param {
                key: parameter.as_ptr(),
                data_type: PARAM_UTF8_STRING,
                data: value.as_ptr().cast(),
                data_size: value.count_bytes(),
                return_size: usize::MAX,
            },
            Param {
                key: ptr::null(),
                data_type: 0,
                data: ptr::null(),
                data_size: 0,
                return_size: 0,
            },
        ];
        // SAFETY: calls in the order that OpenSSL documents; every pointer outlives its call.
        unsafe {
            let mac = (library.mac_fetch)(ptr::null_mut(), name.as_ptr(), ptr::null());
            if mac.is_null() {
                return Err(Errno::OPNOTSUPP);
            }
            let context = KeyedMac((library.mac_context_new)(mac), library);
            (library.mac_free)(mac);
            if context.0.is_null() {
                return Err(Errno::NOMEM);
            }
            // An empty key is a key too, and null would mean "the one from before".
            let (address, length) = match self.key.0.is_empty() {
                true => ([0_u8].as_ptr(), 0),
                false => (self.key.0.as_ptr(), self.key.0.len()),
            };
            match (library.mac_init)(context.0, address, length, parameters.as_ptr()) {
                1 => Ok(context),
                _ => Err(Errno::OPNOTSUPP),
            }
        }
    }

    pub fn compute(&self, parts: &[Bytes], out: Bytes) -> std::result::Result<f64, Errno> {
        let kept = self
            .stock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let (context, library) = (kept.map_or_else(|| self.make(), Ok)?, self.library);
        let mut own = [0_u8; MAC_BYTES_MAX];
        let mut length = 0;
        // SAFETY: a null key starts anew under the kept one; parts are only read; `own` has room
        // for either output.
        let is_done = unsafe {
            (library.mac_init)(context.0, ptr::null(), 0, ptr::null()) == 1
                && parts
                    .iter()
                    .filter(|part| part.length > 0)
                    .all(|part| (library.mac_update)(context.0, part.address, part.length) == 1)
                && (library.mac_final)(context.0, own.as_mut_ptr(), &mut length, own.len()) == 1
        };
        if !is_done || length < out.length {
            return Err(Errno::IO);
        }
        let mut stock = self.stock.lock().unwrap_or_else(PoisonError::into_inner);
        if stock.len() < STOCK_MAX {
            stock.push(context);
        }
        drop(stock);
        // SAFETY: everything was read; no other slice lives.
        unsafe { out.exclusive() }.copy_from_slice(&own[..out.length]);
        Ok(0.0)
    }
}

/// HMAC-SHA256 or AES-128-CMAC under one key.
#[napi]
pub struct MacKey {
    inner: Option<Arc<MacInner>>,
}

#[napi]
impl MacKey {
    /// `algorithm`: 0 HMAC-SHA256, 1 AES-128-CMAC.
    #[napi(constructor, catch_unwind)]
    pub fn new(algorithm: f64, key: Bytes) -> Result<Self> {
        let is_cmac = whole(algorithm, 1.0).map_err(|_| wrong("no such algorithm"))? == 1;
        if is_cmac && key.length != 16 {
            return Err(wrong("wrong length of key"));
        }
        // SAFETY: the only slice of this call.
        let key = KeyBytes(unsafe { key.shared() }.to_vec());
        let library = libcrypto().ok_or_else(unavailable)?;
        let inner = MacInner {
            library,
            is_cmac,
            key,
            stock: Mutex::default(),
        };
        let first = inner
            .make()
            .map_err(|_| wrong("the algorithm is not available"))?;
        inner
            .stock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(first);
        Ok(MacKey {
            inner: Some(Arc::new(inner)),
        })
    }

    #[napi(catch_unwind)]
    pub fn dispose(&mut self) {
        self.inner = None;
    }

    /// The first bytes of the MAC, as many as `out` has.
    #[napi(catch_unwind)]
    pub fn mac(&self, parts: Vec<Bytes>, out: Bytes) -> Result<f64> {
        Ok(answer(self.check(out)?.compute(&parts, out)))
    }

    #[napi(catch_unwind)]
    pub fn mac_later(&self, env: Env, id: f64, parts: Vec<Unknown>, out: Unknown) -> Result<f64> {
        let out_bytes = bytes_of(&env, &out)?;
        let inner = Arc::clone(self.check(out_bytes)?);
        let sent = sent_parts(&env, &parts)?;
        let out_sent = SentBytes(out_bytes);
        let kept: Vec<&Unknown> = parts.iter().chain([&out]).collect();
        submit(&env, id, &kept, move || {
            let parts: Vec<Bytes> = sent.into_iter().map(SentBytes::bytes).collect();
            inner.compute(&parts, out_sent.bytes())
        })
    }

    pub fn check(&self, out: Bytes) -> Result<&Arc<MacInner>> {
        let inner = self
            .inner
            .as_ref()
            .ok_or_else(|| wrong("the key was disposed"))?;
        if out.length > inner.output_bytes() {
            return Err(wrong("the output is longer than the MAC"));
        }
        Ok(inner)
    }
}

// -------------------------------------------------------------------------------------- digest

#[napi(catch_unwind)]
pub fn sha512(parts: Vec<Bytes>, out: Bytes) -> Result<f64> {
    if out.length != 64 {
        return Err(wrong("the output must have 64 bytes"));
    }
    let library = libcrypto().ok_or_else(unavailable)?;
    let digest = sha512_digest(library).ok_or_else(unavailable)?;
    let mut own = [0_u8; 64];
    // SAFETY: calls in the order that OpenSSL documents; parts are only read.
    let is_done = unsafe {
        let context = (library.digest_context_new)();
        let is_done = !context.is_null()
            && (library.digest_init)(context, digest, ptr::null_mut()) == 1
            && parts.iter().all(|part| {
                (library.digest_update)(context, part.address.cast(), part.length) == 1
            })
            && (library.digest_final)(context, own.as_mut_ptr(), ptr::null_mut()) == 1;
        (library.digest_context_free)(context);
        is_done
    };
    if !is_done {
        return Ok(-f64::from(libc::EIO));
    }
    // SAFETY: everything was read; no other slice lives.
    unsafe { out.exclusive() }.copy_from_slice(&own);
    Ok(0.0)
}

/// Fetched once for the life of the process.
fn sha512_digest(library: &LibCrypto) -> Option<*const Digest> {
    static DIGEST: OnceLock<usize> = OnceLock::new();
    let address = *DIGEST.get_or_init(|| {
        // SAFETY: a look-up by name.
        unsafe { (library.digest_fetch)(ptr::null_mut(), c"SHA512".as_ptr(), ptr::null()) as usize }
    });
    (address != 0).then_some(address as *const Digest)
}

/// As many as there may be users at once: the calling thread and a few workers.
const STOCK_MAX: usize = 8;
