use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{Env, Error, JsValue, Result, Status, Unknown, ValueType, sys};
use rustix::io::Errno;
use std::ptr;

/// The memory of a Uint8Array for the time of one call.
///
/// Two arguments may share memory (a tag may be written into the bytes it covers), which two Rust
/// references may not. So this is an address and a length, both from Node-API and never from a
/// number, and slices are made where exactly one of them lives.
#[derive(Clone, Copy)]
pub struct Bytes {
    pub address: *mut u8,
    pub length: usize,
}

impl Bytes {
    /// [start, start + length) of it, refused unless it lies inside.
    pub fn range(self, start: f64, length: f64) -> std::result::Result<Bytes, Errno> {
        let start = crate::argument::index(start, self.length)?;
        let length = crate::argument::index(length, self.length - start)?;
        // SAFETY: start is at most the length of the array.
        let address = unsafe { self.address.add(start) };
        Ok(Bytes { address, length })
    }

    /// # Safety
    /// No mutable slice of the same memory may live beside it.
    pub unsafe fn shared<'a>(self) -> &'a [u8] {
        // SAFETY: address and length come from Node-API, and the array lives for the call.
        unsafe { std::slice::from_raw_parts(self.address, self.length) }
    }

    /// # Safety
    /// No other slice of the same memory may live beside it.
    pub unsafe fn exclusive<'a>(self) -> &'a mut [u8] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.address, self.length) }
    }
}

impl TypeName for Bytes {
    fn type_name() -> &'static str {
        "Uint8Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Bytes {}

impl FromNapiValue for Bytes {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: both belong to the call that converts them.
        let (address, length) =
            unsafe { memory(env, value, sys::TypedarrayType::uint8_array, "a Uint8Array")? };
        Ok(Bytes { address, length })
    }
}

/// An array of Uint8Arrays, of which only those are looked at that are asked for.
pub struct Parts {
    env: sys::napi_env,
    value: sys::napi_value,
    count: u32,
}

impl Parts {
    pub fn count(&self) -> usize {
        self.count as usize
    }

    pub fn get(&self, number: usize) -> Result<Bytes> {
        let mut element = ptr::null_mut();
        // SAFETY: the array belongs to the call; what lies outside of it is undefined, and no bytes.
        unsafe {
            sys::napi_get_element(self.env, self.value, number as u32, &mut element);
            Bytes::from_napi_value(self.env, element)
        }
    }
}

impl TypeName for Parts {
    fn type_name() -> &'static str {
        "Uint8Array[]"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Parts {}

impl FromNapiValue for Parts {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let mut count = 0;
        // SAFETY: both belong to the call; what is no array is answered by an error.
        let status = unsafe { sys::napi_get_array_length(env, value, &mut count) };
        if status != sys::Status::napi_ok {
            return Err(Error::new(Status::InvalidArg, "expected an array"));
        }
        Ok(Parts { env, value, count })
    }
}

/// The memory of a Float64Array for the time of one call.
pub struct Numbers {
    address: *mut f64,
    length: usize,
}

impl Numbers {
    /// Two arrays of numbers never come in one call, and each is taken once.
    pub fn slice<'a>(self) -> &'a mut [f64] {
        // SAFETY: address and length come from Node-API, which aligns typed arrays; the array lives
        // for the call, and `self` is used up, so that this is the only slice of it. Numbers that
        // overlap bytes of the same call can only be read as other numbers.
        unsafe { std::slice::from_raw_parts_mut(self.address, self.length) }
    }
}

impl TypeName for Numbers {
    fn type_name() -> &'static str {
        "Float64Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Numbers {}

impl FromNapiValue for Numbers {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: as for Bytes.
        let (address, length) = unsafe {
            memory(
                env,
                value,
                sys::TypedarrayType::float64_array,
                "a Float64Array",
            )?
        };
        Ok(Numbers {
            address: address.cast(),
            length,
        })
    }
}

/// # Safety
/// `env` and `value` belong to the call.
unsafe fn memory(
    env: sys::napi_env,
    value: sys::napi_value,
    wanted: i32,
    name: &str,
) -> Result<(*mut u8, usize)> {
    let mut kind = 0;
    let mut length = 0;
    let mut address = ptr::null_mut();
    // SAFETY: Node-API checks the value itself and answers an error for what is no typed array.
    let status = unsafe {
        sys::napi_get_typedarray_info(
            env,
            value,
            &mut kind,
            &mut length,
            &mut address,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    if status != sys::Status::napi_ok || kind != wanted {
        return Err(Error::new(Status::InvalidArg, format!("expected {name}")));
    }
    // An empty or detached array may have no memory at all, which no slice may point to.
    if length == 0 || address.is_null() {
        return Ok((ptr::NonNull::<f64>::dangling().as_ptr().cast(), 0));
    }
    Ok((address.cast(), length))
}

/// Keeps an array alive and hands it back on the thread of its isolate.
///
/// A job on another thread holds it from its submission until its completion was taken.
pub struct Kept {
    env: sys::napi_env,
    reference: sys::napi_ref,
}

// SAFETY: other threads only carry it; it is made and released on the thread that owns the isolate
// (pool::submit and pool::take_completions).
unsafe impl Send for Kept {}

impl Kept {
    pub fn new(env: &Env, value: &Unknown) -> Result<Self> {
        let mut reference = ptr::null_mut();
        // SAFETY: the value belongs to this call and this environment.
        let status =
            unsafe { sys::napi_create_reference(env.raw(), value.raw(), 1, &mut reference) };
        if status != sys::Status::napi_ok {
            return Err(Error::new(Status::GenericFailure, "cannot keep a buffer"));
        }
        Ok(Kept {
            env: env.raw(),
            reference,
        })
    }

    /// To be called on the thread that made it. One that is merely dropped leaks its array, which
    /// happens only when the process ends with jobs in flight.
    pub fn release(self) {
        // SAFETY: made by napi_create_reference in the same environment, deleted exactly once.
        unsafe { sys::napi_delete_reference(self.env, self.reference) };
    }
}

pub fn bytes_of(env: &Env, value: &Unknown) -> Result<Bytes> {
    // SAFETY: the value belongs to this call and this environment.
    unsafe { Bytes::from_napi_value(env.raw(), value.raw()) }
}
