//! OpenSSL as Node carries it. Node exports the library to addons for exactly this use, so that
//! there is nothing to build, and one library to keep current. Where a build of Node hides it, the
//! caller falls back to node:crypto.

use std::ffi::{CStr, c_char, c_int, c_uchar, c_void};
use std::sync::OnceLock;

#[repr(C)]
pub struct CipherContext(c_void);
#[repr(C)]
pub struct Cipher(c_void);
#[repr(C)]
pub struct Mac(c_void);
#[repr(C)]
pub struct MacContext(c_void);
#[repr(C)]
pub struct Digest(c_void);
#[repr(C)]
pub struct DigestContext(c_void);

/// OSSL_PARAM: the array ends with a null key.
#[repr(C)]
pub struct Param {
    pub key: *const c_char,
    pub data_type: u32,
    pub data: *const c_void,
    pub data_size: usize,
    pub return_size: usize,
}

pub const PARAM_UTF8_STRING: u32 = 4;
pub const CTRL_AEAD_SET_IVLEN: c_int = 0x9;
pub const CTRL_AEAD_GET_TAG: c_int = 0x10;
pub const CTRL_AEAD_SET_TAG: c_int = 0x11;

macro_rules! library {
    ($($field:ident: $symbol:literal fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        pub struct LibCrypto {
            $(pub $field: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
        }

        fn load() -> Option<LibCrypto> {
            Some(LibCrypto {
                $($field: {
                    let address = symbol($symbol)?;
                    // SAFETY: the symbol is the OpenSSL function of that name, whose type has
                    // been the same since OpenSSL 3.0.
                    unsafe {
                        std::mem::transmute::<
                            *mut c_void,
                            unsafe extern "C" fn($($argument),*) $(-> $result)?,
                        >(address)
                    }
                },)*
            })
        }
    };
}

library! {
    cipher_fetch: c"EVP_CIPHER_fetch" fn(*mut c_void, *const c_char, *const c_char) -> *mut Cipher;
    cipher_free: c"EVP_CIPHER_free" fn(*mut Cipher);
    cipher_context_new: c"EVP_CIPHER_CTX_new" fn() -> *mut CipherContext;
    cipher_context_free: c"EVP_CIPHER_CTX_free" fn(*mut CipherContext);
    cipher_context_ctrl: c"EVP_CIPHER_CTX_ctrl" fn(*mut CipherContext, c_int, c_int, *mut c_void) -> c_int;
    cipher_init: c"EVP_CipherInit_ex" fn(*mut CipherContext, *const Cipher, *mut c_void, *const c_uchar, *const c_uchar, c_int) -> c_int;
    cipher_update: c"EVP_CipherUpdate" fn(*mut CipherContext, *mut c_uchar, *mut c_int, *const c_uchar, c_int) -> c_int;
    cipher_final: c"EVP_CipherFinal_ex" fn(*mut CipherContext, *mut c_uchar, *mut c_int) -> c_int;
    mac_fetch: c"EVP_MAC_fetch" fn(*mut c_void, *const c_char, *const c_char) -> *mut Mac;
    mac_free: c"EVP_MAC_free" fn(*mut Mac);
    mac_context_new: c"EVP_MAC_CTX_new" fn(*mut Mac) -> *mut MacContext;
    mac_context_free: c"EVP_MAC_CTX_free" fn(*mut MacContext);
    mac_init: c"EVP_MAC_init" fn(*mut MacContext, *const c_uchar, usize, *const Param) -> c_int;
    mac_update: c"EVP_MAC_update" fn(*mut MacContext, *const c_uchar, usize) -> c_int;
    mac_final: c"EVP_MAC_final" fn(*mut MacContext, *mut c_uchar, *mut usize, usize) -> c_int;
    digest_fetch: c"EVP_MD_fetch" fn(*mut c_void, *const c_char, *const c_char) -> *mut Digest;
    digest_context_new: c"EVP_MD_CTX_new" fn() -> *mut DigestContext;
    digest_context_free: c"EVP_MD_CTX_free" fn(*mut DigestContext);
    digest_init: c"EVP_DigestInit_ex" fn(*mut DigestContext, *const Digest, *mut c_void) -> c_int;
    digest_update: c"EVP_DigestUpdate" fn(*mut DigestContext, *const c_void, usize) -> c_int;
    digest_final: c"EVP_DigestFinal_ex" fn(*mut DigestContext, *mut c_uchar, *mut u32) -> c_int;
}

/// None when this Node does not export what is needed.
pub fn libcrypto() -> Option<&'static LibCrypto> {
    static LIBRARY: OnceLock<Option<LibCrypto>> = OnceLock::new();
    LIBRARY.get_or_init(load).as_ref()
}

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: a look-up by name in what the process has loaded.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!address.is_null()).then_some(address)
}
