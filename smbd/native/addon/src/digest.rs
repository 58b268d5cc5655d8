//! SHA-512 by OpenSSL.

use crate::bytes::Bytes;
use crate::crypto::{unavailable, wrong};
use crate::libcrypto::{Digest, LibCrypto, libcrypto};
use napi::Result;
use napi_derive::napi;
use std::ptr;
use std::sync::OnceLock;

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
