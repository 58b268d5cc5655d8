//! AES-CCM and AES-GMAC by OpenSSL. A context serves one operation at a time, so each key has a small
//! stock of them: the calling thread and the workers take one, use it and put it back.

use crate::aead::{Algorithm, TAG_BYTES};
use crate::bytes::Bytes;
use crate::crypto::{KeyBytes, STOCK_MAX};
use crate::libcrypto::{
    CTRL_AEAD_GET_TAG, CTRL_AEAD_SET_IVLEN, CTRL_AEAD_SET_TAG, CipherContext, LibCrypto,
};
use rustix::io::Errno;
use std::ffi::c_int;
use std::ptr;
use std::sync::{Mutex, PoisonError};

struct AeadContext(*mut CipherContext, &'static LibCrypto);

// SAFETY: a context has no ties to a thread; the stock gives it to one user at a time.
unsafe impl Send for AeadContext {}

impl Drop for AeadContext {
    fn drop(&mut self) {
        // SAFETY: made by cipher_context_new, freed once; OpenSSL wipes the key schedule.
        unsafe { (self.1.cipher_context_free)(self.0) };
    }
}

pub struct AeadContexts {
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

impl AeadContexts {
    pub fn new(library: &'static LibCrypto, algorithm: &'static Algorithm, key: KeyBytes) -> Self {
        AeadContexts {
            library,
            algorithm,
            key,
            stock: Default::default(),
        }
    }

    pub fn key(&self) -> &[u8] {
        &self.key.0
    }

    /// Whether the library has the cipher at all; the context is kept.
    pub fn probe(&self) -> std::result::Result<(), Errno> {
        self.make(Direction::Seal)
            .map(|first| self.give(Direction::Seal, first))
    }

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
    pub fn open(
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
