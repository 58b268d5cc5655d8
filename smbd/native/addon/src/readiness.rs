//! Which descriptors are ready, told on the thread of the event loop that Node runs already: one
//! epoll set of our own, and one handle of libuv that watches it. No other thread takes part, and
//! one call into JavaScript serves all that is ready.
//!
//! Node exports libuv to addons for exactly this use; its symbols are looked up when first used.

use crate::argument::{answer, done, offset, raw_fd, unsigned, whole};
use crate::bytes::Numbers;
use napi::{Env, Error, JsValue, Result, Status, Unknown, ValueType, sys};
use napi_derive::napi;
use rustix::io::Errno;
use std::ffi::{CStr, c_int, c_void};
use std::os::fd::RawFd;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A handle of libuv: its size is asked for, its inside is not ours.
#[repr(C)]
struct Handle(c_void);

type OnPoll = unsafe extern "C" fn(*mut Handle, c_int, c_int);

struct LibUv {
    handle_size: unsafe extern "C" fn(c_int) -> usize,
    poll_init: unsafe extern "C" fn(*mut sys::uv_loop_s, *mut Handle, c_int) -> c_int,
    poll_start: unsafe extern "C" fn(*mut Handle, c_int, OnPoll) -> c_int,
    hold: unsafe extern "C" fn(*mut Handle),
    release: unsafe extern "C" fn(*mut Handle),
    close: unsafe extern "C" fn(*mut Handle, Option<unsafe extern "C" fn(*mut Handle)>),
}

/// Of the enumeration uv_handle_type, as it has been since libuv 1.0.
const UV_POLL: c_int = 8;
const UV_READABLE: c_int = 1;

struct Readiness {
    epoll: RawFd,
    uv: LibUv,
    handle: *mut Handle,
    env: sys::napi_env,
    on_ready: sys::napi_ref,
    context: sys::napi_async_context,
    watched: AtomicUsize,
    is_closed: AtomicBool,
}

// SAFETY: what is in it is used on the thread of the isolate that started it only; `OWNER` below
// keeps every other thread out.
unsafe impl Send for Readiness {}
// SAFETY: as above.
unsafe impl Sync for Readiness {}

static READINESS: OnceLock<Readiness> = OnceLock::new();

std::thread_local! {
    /// This thread's isolate started it.
    static OWNER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Once per process; a second start answers -EALREADY. The process stays alive while something is
/// watched.
#[napi(catch_unwind)]
pub fn readiness_start(env: Env, on_ready: Unknown) -> Result<f64> {
    if on_ready.get_type()? != ValueType::Function {
        return Err(Error::new(Status::InvalidArg, "expected a function"));
    }
    if READINESS.get().is_some() {
        return Ok(-f64::from(libc::EALREADY));
    }
    let Some(uv) = load() else {
        return Ok(-f64::from(libc::ENOSYS));
    };
    // SAFETY: a plain system call.
    let epoll = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if epoll < 0 {
        return Ok(-f64::from(last_error().raw_os_error()));
    }
    let (mut event_loop, mut reference, mut context) =
        (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let name = env.create_string("larder readiness")?;
    // SAFETY: all values belong to this call.
    let is_ready = unsafe {
        sys::napi_get_uv_event_loop(env.raw(), &mut event_loop) == sys::Status::napi_ok
            && sys::napi_create_reference(env.raw(), on_ready.raw(), 1, &mut reference)
                == sys::Status::napi_ok
            && sys::napi_async_init(env.raw(), ptr::null_mut(), name.raw(), &mut context)
                == sys::Status::napi_ok
    };
    if !is_ready {
        return Err(Error::new(Status::GenericFailure, "no event loop"));
    }
    // SAFETY: of the size that libuv asks for, zeroed and aligned as its words are; it is never freed,
    // so that the loop may keep it to its own end.
    let handle = unsafe { libc::calloc(1, (uv.handle_size)(UV_POLL)) }.cast::<Handle>();
    // SAFETY: the loop is this isolate's, the handle new, the descriptor open.
    let is_started = !handle.is_null()
        && unsafe {
            (uv.poll_init)(event_loop, handle, epoll) == 0
                && (uv.poll_start)(handle, UV_READABLE, on_poll) == 0
        };
    if !is_started {
        return Err(Error::new(Status::GenericFailure, "libuv does not poll"));
    }
    // SAFETY: just started; nothing is watched yet.
    unsafe { (uv.release)(handle) };
    OWNER.set(true);
    let readiness = Readiness {
        epoll,
        uv,
        handle,
        env: env.raw(),
        on_ready: reference,
        context,
        watched: AtomicUsize::new(0),
        is_closed: AtomicBool::new(false),
    };
    if READINESS.set(readiness).is_err() {
        return Ok(-f64::from(libc::EALREADY));
    }
    // SAFETY: the hook takes no data.
    unsafe { sys::napi_add_env_cleanup_hook(env.raw(), Some(close), ptr::null_mut()) };
    Ok(0.0)
}

/// Events are epoll's, told as long as they last; `token` comes back with them.
#[napi(catch_unwind)]
pub fn readiness_watch(descriptor: f64, token: f64, events: f64) -> f64 {
    done(
        control(libc::EPOLL_CTL_ADD, descriptor, token, events).map(|readiness| {
            if readiness.watched.fetch_add(1, Ordering::Relaxed) == 0 {
                // SAFETY: on the thread of the loop, and not closed, as `owned` assures.
                unsafe { (readiness.uv.hold)(readiness.handle) };
            }
        }),
    )
}

#[napi(catch_unwind)]
pub fn readiness_change(descriptor: f64, token: f64, events: f64) -> f64 {
    done(control(libc::EPOLL_CTL_MOD, descriptor, token, events).map(|_| ()))
}

/// To be called before the descriptor is closed.
#[napi(catch_unwind)]
pub fn readiness_forget(descriptor: f64) -> f64 {
    done(
        control(libc::EPOLL_CTL_DEL, descriptor, 0.0, 0.0).map(|readiness| {
            if readiness.watched.fetch_sub(1, Ordering::Relaxed) == 1 {
                // SAFETY: as above.
                unsafe { (readiness.uv.release)(readiness.handle) };
            }
        }),
    )
}

/// Fills (token, events) pairs and answers how many. With nothing ready it asks again and again, for
/// so many microseconds at most, and does not sleep meanwhile.
#[napi(catch_unwind)]
pub fn readiness_take(pairs: Numbers, awake_microseconds: f64) -> f64 {
    let pairs = pairs.slice();
    answer((|| {
        let awake = whole(awake_microseconds, AWAKE_MICROSECONDS_MAX)?;
        let readiness = owned()?;
        let mut ready = [libc::epoll_event { events: 0, u64: 0 }; EVENTS_MAX];
        let room = (pairs.len() / 2).min(EVENTS_MAX);
        if room == 0 {
            return Err(Errno::INVAL);
        }
        let until = (awake > 0).then(|| Instant::now() + Duration::from_micros(awake));
        let count = loop {
            // SAFETY: the kernel writes at most as many events as there is room for.
            let count =
                unsafe { libc::epoll_wait(readiness.epoll, ready.as_mut_ptr(), room as c_int, 0) };
            if count < 0 {
                return Err(last_error());
            }
            if count > 0 || until.is_none_or(|until| Instant::now() >= until) {
                break count;
            }
            // Whoever is to have this processor has it at once: often the very client that is waited for.
            // SAFETY: a plain system call.
            unsafe { libc::sched_yield() };
        };
        for (pair, event) in pairs
            .chunks_exact_mut(2)
            .zip(ready.iter().take(count as usize))
        {
            // The token was a number of JavaScript; the copy is one of a packed field.
            let (token, events) = (event.u64, event.events);
            pair.copy_from_slice(&[token as f64, f64::from(events)]);
        }
        Ok(f64::from(count))
    })())
}

const EVENTS_MAX: usize = 256;
/// Everything else that the thread does waits so long.
const AWAKE_MICROSECONDS_MAX: f64 = 1_000.0;

fn control(
    operation: c_int,
    descriptor: f64,
    token: f64,
    events: f64,
) -> std::result::Result<&'static Readiness, Errno> {
    let raw = raw_fd(descriptor)?;
    let mut event = libc::epoll_event {
        events: unsigned(events)?,
        u64: offset(token)?,
    };
    let readiness = owned()?;
    // SAFETY: the kernel reads one event; a wrong descriptor makes it answer an error.
    match unsafe { libc::epoll_ctl(readiness.epoll, operation, raw, &mut event) } {
        0 => Ok(readiness),
        _ => Err(last_error()),
    }
}

/// Not closed, and asked by the thread that it belongs to.
fn owned() -> std::result::Result<&'static Readiness, Errno> {
    let readiness = READINESS.get().ok_or(Errno::NXIO)?;
    if !OWNER.get() || readiness.is_closed.load(Ordering::Relaxed) {
        return Err(Errno::NXIO);
    }
    Ok(readiness)
}

unsafe extern "C" fn on_poll(_: *mut Handle, _: c_int, _: c_int) {
    let Ok(readiness) = owned() else { return };
    let env = readiness.env;
    let (mut scope, mut callback, mut receiver, mut answer) = (
        ptr::null_mut(),
        ptr::null_mut(),
        ptr::null_mut(),
        ptr::null_mut(),
    );
    // SAFETY: on the thread of the isolate, whose environment lives: `close` runs before its end.
    // Every value is made within the scope that is opened here, and closed again.
    unsafe {
        if sys::napi_open_handle_scope(env, &mut scope) != sys::Status::napi_ok {
            return;
        }
        sys::napi_get_reference_value(env, readiness.on_ready, &mut callback);
        sys::napi_get_global(env, &mut receiver);
        let status = sys::napi_make_callback(
            env,
            readiness.context,
            receiver,
            callback,
            0,
            ptr::null(),
            &mut answer,
        );
        if status == sys::Status::napi_pending_exception {
            // As for any callback of Node's own: it is nobody's to catch.
            let mut error = ptr::null_mut();
            sys::napi_get_and_clear_last_exception(env, &mut error);
            sys::napi_fatal_exception(env, error);
        }
        sys::napi_close_handle_scope(env, scope);
    }
}

unsafe extern "C" fn close(_: *mut c_void) {
    if let Some(readiness) = READINESS.get() {
        if !readiness.is_closed.swap(true, Ordering::Relaxed) {
            // SAFETY: closed once, on the thread of the loop, whose end waits for it.
            unsafe { (readiness.uv.close)(readiness.handle, None) };
        }
    }
}

/// None where this Node does not export libuv.
fn load() -> Option<LibUv> {
    // SAFETY: each symbol is the function of libuv of that name, whose type has been the same since
    // libuv 1.0.
    unsafe {
        Some(LibUv {
            handle_size: std::mem::transmute::<*mut c_void, unsafe extern "C" fn(c_int) -> usize>(
                symbol(c"uv_handle_size")?,
            ),
            poll_init: std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut sys::uv_loop_s, *mut Handle, c_int) -> c_int,
            >(symbol(c"uv_poll_init")?),
            poll_start: std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut Handle, c_int, OnPoll) -> c_int,
            >(symbol(c"uv_poll_start")?),
            hold: std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut Handle)>(symbol(
                c"uv_ref",
            )?),
            release: std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut Handle)>(symbol(
                c"uv_unref",
            )?),
            close: std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut Handle, Option<unsafe extern "C" fn(*mut Handle)>),
            >(symbol(c"uv_close")?),
        })
    }
}

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: a look-up by name in what the process has loaded.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!address.is_null()).then_some(address)
}

fn last_error() -> Errno {
    Errno::from_raw_os_error(
        std::io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or(libc::EIO),
    )
}
