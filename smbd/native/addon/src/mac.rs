//! HMAC-SHA256 with kept contexts, by OpenSSL; AES-CMAC by the processor, or by OpenSSL where it cannot.

use crate::argument::{answer, whole};
use crate::bytes::{Bytes, bytes_of};
use crate::cmac::CmacKey;
use crate::crypto::{KeyBytes, STOCK_MAX, sent_parts, unavailable, wrong};
use crate::lanes::LaneWork;
use crate::libcrypto::{LibCrypto, MacContext, PARAM_UTF8_STRING, Param, libcrypto};
use crate::pool::{SentBytes, submit, submit_to_lanes};
use napi::{Env, Result, Unknown};
use napi_derive::napi;
use rustix::io::Errno;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

const MAC_BYTES_MAX: usize = 32;

struct KeyedMac(*mut MacContext, &'static LibCrypto);

// SAFETY: as for AeadContext.
unsafe impl Send for KeyedMac {}

impl Drop for KeyedMac {
    fn drop(&mut self) {
        // SAFETY: made by mac_context_new, freed once; OpenSSL wipes the key.
        unsafe { (self.1.mac_context_free)(self.0) };
    }
}

pub struct MacContexts {
    library: &'static LibCrypto,
    is_cmac: bool,
    key: KeyBytes,
    stock: Mutex<Vec<KeyedMac>>,
}

impl MacContexts {
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

    fn give(&self, context: KeyedMac) {
        let mut stock = self.stock.lock().unwrap_or_else(PoisonError::into_inner);
        if stock.len() < STOCK_MAX {
            stock.push(context);
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
        self.give(context);
        // SAFETY: everything was read; no other slice lives.
        unsafe { out.exclusive() }.copy_from_slice(&own[..out.length]);
        Ok(0.0)
    }
}

/// Whatever computes MACs under one key.
pub enum Mac {
    Cmac(Arc<CmacKey>),
    Contexts(Arc<MacContexts>),
}

impl Mac {
    fn new(is_cmac: bool, key: &[u8]) -> Result<Self> {
        if is_cmac {
            let key = key.try_into().map_err(|_| wrong("wrong length of key"))?;
            if let Some(key) = CmacKey::new(key) {
                return Ok(Mac::Cmac(Arc::new(key)));
            }
        }
        let contexts = MacContexts {
            library: libcrypto().ok_or_else(unavailable)?,
            is_cmac,
            key: KeyBytes(key.to_vec()),
            stock: Mutex::default(),
        };
        let first = contexts
            .make()
            .map_err(|_| wrong("the algorithm is not available"))?;
        contexts.give(first);
        Ok(Mac::Contexts(Arc::new(contexts)))
    }

    fn compute(&self, parts: &[Bytes], out: Bytes) -> std::result::Result<f64, Errno> {
        match self {
            Mac::Contexts(contexts) => contexts.compute(parts, out),
            Mac::Cmac(key) => {
                let made = key.compute(parts);
                // SAFETY: everything was read; no other slice lives.
                unsafe { out.exclusive() }.copy_from_slice(&made[..out.length]);
                Ok(0.0)
            }
        }
    }
}

/// HMAC-SHA256 or AES-128-CMAC under one key.
#[napi]
pub struct MacKey {
    inner: Option<Mac>,
    bytes_max: usize,
}

#[napi]
impl MacKey {
    /// `algorithm`: 0 HMAC-SHA256, 1 AES-128-CMAC.
    #[napi(constructor, catch_unwind)]
    pub fn new(algorithm: f64, key: Bytes) -> Result<Self> {
        let is_cmac = whole(algorithm, 1.0).map_err(|_| wrong("no such algorithm"))? == 1;
        // SAFETY: the only slice of this call.
        let inner = Mac::new(is_cmac, unsafe { key.shared() })?;
        Ok(MacKey {
            inner: Some(inner),
            bytes_max: if is_cmac { 16 } else { 32 },
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
        let mac = self.check(out_bytes)?;
        let sent = sent_parts(&env, &parts)?;
        let out_sent = SentBytes(out_bytes);
        let kept: Vec<&Unknown> = parts.iter().chain([&out]).collect();
        match mac {
            Mac::Cmac(key) => {
                let work = LaneWork::new(Arc::clone(key), sent, out_sent);
                submit_to_lanes(&env, id, &kept, work)
            }
            Mac::Contexts(contexts) => {
                let contexts = Arc::clone(contexts);
                submit(&env, id, &kept, move || {
                    let parts: Vec<Bytes> = sent.into_iter().map(SentBytes::bytes).collect();
                    contexts.compute(&parts, out_sent.bytes())
                })
            }
        }
    }

    pub fn check(&self, out: Bytes) -> Result<&Mac> {
        let inner = self
            .inner
            .as_ref()
            .ok_or_else(|| wrong("the key was disposed"))?;
        if out.length > self.bytes_max {
            return Err(wrong("the output is longer than the MAC"));
        }
        Ok(inner)
    }
}
