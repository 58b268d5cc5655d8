//! What other processes change in files, by fanotify. One thread reads the queues, drops what this
//! process did itself, and has the callback called when something is left.
//!
//! Marks on single files and directories need no privilege (Linux 5.17 and newer); one on a whole
//! file system does.

use crate::argument::{Outcome, answer, descriptor_path, fd, raw_fd, unsigned};
use crate::bytes::Bytes;
use napi::{Env, Error, JsValue, Result, Status, Unknown, ValueType, sys};
use napi_derive::napi;
use rustix::io::Errno;
use std::collections::HashMap;
use std::ffi::c_void;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::ptr;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

struct Reader {
    epoll: RawFd,
    queues: Mutex<Queues>,
    wake: Wake,
}

#[derive(Default)]
struct Queues {
    by_descriptor: HashMap<RawFd, Queue>,
    /// Node is going: the function must not be called any more.
    is_closed: bool,
}

/// One fanotify group, with the events of others that nobody has taken yet.
struct Queue {
    descriptor: OwnedFd,
    /// Directories that this process makes, moves and removes are told, too.
    keeps_own_directories: bool,
    kept: Vec<u8>,
}

/// A function of JavaScript that any thread may have called soon.
struct Wake(sys::napi_threadsafe_function);

// SAFETY: to be called from any thread is its purpose. `Queues::is_closed` keeps it from being called
// after Node took it away.
unsafe impl Send for Wake {}
// SAFETY: as above.
unsafe impl Sync for Wake {}

static READER: OnceLock<Reader> = OnceLock::new();

/// Once per process; a second start answers -EALREADY. Does not keep the process alive.
#[napi(catch_unwind)]
pub fn foreign_start(env: Env, on_change: Unknown) -> Result<f64> {
    if on_change.get_type()? != ValueType::Function {
        return Err(Error::new(Status::InvalidArg, "expected a function"));
    }
    if READER.get().is_some() {
        return Ok(-f64::from(libc::EALREADY));
    }
    // SAFETY: a plain system call.
    let epoll = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if epoll < 0 {
        return Ok(-f64::from(last_error().raw_os_error()));
    }
    let reader = Reader {
        epoll,
        queues: Mutex::default(),
        wake: Wake::new(&env, &on_change)?,
    };
    if READER.set(reader).is_err() {
        return Ok(-f64::from(libc::EALREADY));
    }
    std::thread::Builder::new()
        .name("larder-foreign".into())
        .spawn(read_on)
        .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))?;
    Ok(0.0)
}

impl Wake {
    fn new(env: &Env, callback: &Unknown) -> Result<Self> {
        let mut raw = ptr::null_mut();
        let name = env.create_string("larder foreign changes")?;
        // SAFETY: all values belong to this call; without a callback of our own, Node-API calls the
        // function itself, without arguments. One call at a time is enough: it takes all there is.
        let status = unsafe {
            sys::napi_create_threadsafe_function(
                env.raw(),
                callback.raw(),
                ptr::null_mut(),
                name.raw(),
                1,
                1,
                ptr::null_mut(),
                None,
                ptr::null_mut(),
                None,
                &mut raw,
            )
        };
        if status != sys::Status::napi_ok {
            return Err(Error::new(
                Status::GenericFailure,
                "cannot make the callback",
            ));
        }
        // SAFETY: just made, on its own thread; the hook takes no data.
        unsafe {
            sys::napi_unref_threadsafe_function(env.raw(), raw);
            sys::napi_add_env_cleanup_hook(env.raw(), Some(close), ptr::null_mut());
        }
        Ok(Wake(raw))
    }
}

unsafe extern "C" fn close(_: *mut c_void) {
    if let Some(reader) = READER.get() {
        lock(&reader.queues).is_closed = true;
    }
}

fn read_on() {
    let Some(reader) = READER.get() else { return };
    let mut ready = [libc::epoll_event { events: 0, u64: 0 }; 16];
    loop {
        // SAFETY: the kernel writes at most as many events as there is room for.
        let count = unsafe { libc::epoll_wait(reader.epoll, ready.as_mut_ptr(), 16, -1) };
        if count < 0 && last_error() != Errno::INTR {
            return;
        }
        let mut queues = lock(&reader.queues);
        let mut is_any = false;
        for event in ready.iter().take(usize::try_from(count).unwrap_or(0)) {
            let raw = event.u64 as RawFd;
            // A queue that was closed since is not there any more.
            if let Some(queue) = queues.by_descriptor.get_mut(&raw) {
                queue.fill();
                is_any |= !queue.kept.is_empty();
            }
        }
        if is_any && !queues.is_closed {
            // SAFETY: not closed, as the held lock assures. A call that is on its way will do.
            unsafe {
                sys::napi_call_threadsafe_function(
                    reader.wake.0,
                    ptr::null_mut(),
                    sys::ThreadsafeFunctionCallMode::nonblocking,
                )
            };
        }
        drop(queues);
        // The kernel takes what is the same together: a client that writes fast wakes nobody each time.
        std::thread::sleep(PAUSE);
    }
}

impl Queue {
    /// All that the kernel has, less our own; stops where nobody takes what is kept, so that the
    /// kernel's queue overflows and says so.
    fn fill(&mut self) {
        let own = std::process::id() as i32;
        let mut raw = vec![0u8; READ_BYTES];
        while self.kept.len() < KEPT_BYTES_MAX {
            let Ok(count) = rustix::io::read(&self.descriptor, &mut raw[..]) else {
                return;
            };
            if count == 0 {
                return;
            }
            for event in Events(&raw[..count]) {
                if event_pid(event) != own
                    || (self.keeps_own_directories && is_of_directories(event))
                {
                    self.kept.extend_from_slice(event);
                }
            }
        }
    }

    /// Whole events, as many as there is room for.
    fn take(&mut self, target: &mut [u8]) -> usize {
        let mut length = 0;
        for event in Events(&self.kept) {
            if length + event.len() > target.len() {
                break;
            }
            target[length..length + event.len()].copy_from_slice(event);
            length += event.len();
        }
        self.kept.drain(..length);
        length
    }
}

/// struct fanotify_event_metadata: length u32, version u8, reserved u8, header length u16, mask u64,
/// descriptor i32, process i32; then the records.
struct Events<'a>(&'a [u8]);

impl<'a> Iterator for Events<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_ne_bytes(self.0.get(..4)?.try_into().ok()?) as usize;
        if length < METADATA_BYTES || length > self.0.len() {
            return None;
        }
        let (event, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(event)
    }
}

fn event_pid(event: &[u8]) -> i32 {
    event
        .get(20..24)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, i32::from_ne_bytes)
}

/// Names of directories came, went or moved.
fn is_of_directories(event: &[u8]) -> bool {
    let names = libc::FAN_CREATE | libc::FAN_DELETE | libc::FAN_RENAME;
    event
        .get(8..16)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u64::from_ne_bytes)
        .is_some_and(|mask| mask & libc::FAN_ONDIR != 0 && mask & names != 0)
}

/// A queue of its own; answers its descriptor, to be closed by `foreignClose` alone.
#[napi(catch_unwind)]
pub fn foreign_open(keeps_own_directories: bool) -> f64 {
    answer((|| {
        let reader = READER.get().ok_or(Errno::NXIO)?;
        let flags = libc::FAN_CLASS_NOTIF
            | libc::FAN_CLOEXEC
            | libc::FAN_NONBLOCK
            | libc::FAN_REPORT_DFID_NAME_TARGET;
        // SAFETY: a plain system call; the descriptor is new and belongs to the queue.
        let raw = unsafe { libc::fanotify_init(flags, (libc::O_RDONLY | libc::O_CLOEXEC) as u32) };
        if raw < 0 {
            return Err(last_error());
        }
        // SAFETY: as above.
        let descriptor = unsafe { OwnedFd::from_raw_fd(raw) };
        let queue = Queue {
            descriptor,
            keeps_own_directories,
            kept: Vec::new(),
        };
        lock(&reader.queues).by_descriptor.insert(raw, queue);
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLET) as u32,
            u64: raw as u64,
        };
        // SAFETY: both descriptors are open.
        match unsafe { libc::epoll_ctl(reader.epoll, libc::EPOLL_CTL_ADD, raw, &mut event) } {
            0 => Ok(f64::from(raw)),
            _ => {
                let error = last_error();
                lock(&reader.queues).by_descriptor.remove(&raw);
                Err(error)
            }
        }
    })())
}

#[napi(catch_unwind)]
pub fn foreign_close(queue: f64) -> f64 {
    answer(with_queue(queue, |queues, raw| {
        queues.by_descriptor.remove(&raw);
        Ok(0.0)
    }))
}

/// Adds (1) or removes (2) a mark; with 0x100 added, on the whole file system. Events: FAN_ bits.
#[napi(catch_unwind)]
pub fn foreign_mark(queue: f64, descriptor: f64, how: f64, events: f64) -> f64 {
    answer((|| {
        let (how, events) = (unsigned(how)?, unsigned(events)?);
        let allowed = libc::FAN_MARK_ADD | libc::FAN_MARK_REMOVE | libc::FAN_MARK_FILESYSTEM;
        if how & !allowed != 0 {
            return Err(Errno::INVAL);
        }
        let target = raw_fd(descriptor)?;
        with_queue(queue, |_, raw| {
            // SAFETY: no path means the descriptor itself.
            match unsafe { libc::fanotify_mark(raw, how, events.into(), target, ptr::null()) } {
                0 => return Ok(0.0),
                _ if last_error() != Errno::BADF => return Err(last_error()),
                _ => {}
            }
            // A descriptor that is a mere path is refused so, and taken by way of /proc, which is dearer.
            let path = descriptor_path(descriptor)?;
            // SAFETY: the path is a C string that lives for the call.
            let marked = unsafe {
                libc::fanotify_mark(raw, how, events.into(), libc::AT_FDCWD, path.as_ptr())
            };
            match marked {
                0 => Ok(0.0),
                _ => Err(last_error()),
            }
        })
    })())
}

/// Events of others as the kernel writes them; answers the bytes filled, 0 when there is nothing.
#[napi(catch_unwind)]
pub fn foreign_read(queue: f64, target: Bytes) -> f64 {
    answer((|| {
        // A buffer too small for one event would never be filled.
        if target.length < EVENT_BYTES_MAX {
            return Err(Errno::INVAL);
        }
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        with_queue(queue, |queues, raw| {
            let queue = queues.by_descriptor.get_mut(&raw).ok_or(Errno::BADF)?;
            if queue.kept.is_empty() {
                queue.fill();
            }
            Ok(queue.take(target) as f64)
        })
    })())
}

/// What events call a file: file system (8 bytes), kind of handle (4), handle. Answers its length.
#[napi(catch_unwind)]
pub fn foreign_key(descriptor: f64, target: Bytes) -> f64 {
    answer((|| {
        if target.length < KEY_BYTES_MAX {
            return Err(Errno::INVAL);
        }
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        let file_system = rustix::fs::fstatfs(fd(descriptor)?)?.f_fsid;
        // SAFETY: fsid_t is two integers without padding.
        let file_system: [u8; 8] = unsafe { std::mem::transmute(file_system) };
        let mut handle = Handle::new();
        let mut mount = 0i32;
        for flags in [libc::AT_EMPTY_PATH, libc::AT_EMPTY_PATH | AT_HANDLE_FID] {
            handle.bytes = HANDLE_BYTES_MAX as u32;
            // SAFETY: the struct has the room that it says, and the empty path is a C string.
            let named = unsafe {
                libc::syscall(
                    libc::SYS_name_to_handle_at,
                    raw_fd(descriptor)?,
                    c"".as_ptr(),
                    &raw mut handle,
                    &raw mut mount,
                    flags,
                )
            };
            if named == 0 {
                let length = (handle.bytes as usize).min(HANDLE_BYTES_MAX);
                target[..8].copy_from_slice(&file_system);
                target[8..12].copy_from_slice(&handle.kind.to_ne_bytes());
                target[12..12 + length].copy_from_slice(&handle.data[..length]);
                return Ok((12 + length) as f64);
            }
        }
        Err(last_error())
    })())
}

/// Where the directory of a key is now, as this process sees it from the mount of `mount` (a
/// descriptor that is no mere path). Needs a privilege.
#[napi(catch_unwind)]
pub fn foreign_resolve(mount: f64, key: Bytes, target: Bytes) -> f64 {
    answer((|| {
        // SAFETY: read before anything is written to.
        let bytes = unsafe { key.shared() };
        let data = bytes.get(12..).ok_or(Errno::INVAL)?;
        if data.len() > HANDLE_BYTES_MAX {
            return Err(Errno::INVAL);
        }
        let mut handle = Handle::new();
        handle.bytes = data.len() as u32;
        handle.kind = i32::from_ne_bytes(bytes[8..12].try_into().map_err(|_| Errno::INVAL)?);
        handle.data[..data.len()].copy_from_slice(data);
        // SAFETY: the struct holds as many bytes as it says.
        let opened = unsafe {
            libc::syscall(
                libc::SYS_open_by_handle_at,
                raw_fd(mount)?,
                &raw mut handle,
                libc::O_PATH | libc::O_CLOEXEC,
            )
        };
        if opened < 0 {
            return Err(last_error());
        }
        // SAFETY: just opened, and nobody else's.
        let opened = unsafe { OwnedFd::from_raw_fd(opened as RawFd) };
        use std::os::fd::AsRawFd;
        read_path(f64::from(opened.as_raw_fd()), target)
    })())
}

/// The path that a descriptor stands for.
#[napi(catch_unwind)]
pub fn descriptor_name(descriptor: f64, target: Bytes) -> f64 {
    answer(read_path(descriptor, target))
}

fn read_path(descriptor: f64, target: Bytes) -> Outcome {
    let link = descriptor_path(descriptor)?;
    let name = rustix::fs::readlink(link, Vec::new())?;
    let name = name.as_bytes();
    if name.len() > target.length {
        return Err(Errno::NAMETOOLONG);
    }
    // SAFETY: the only slice that lives.
    let target = unsafe { target.exclusive() };
    target[..name.len()].copy_from_slice(name);
    Ok(name.len() as f64)
}

/// Only queues of ours: the number of another descriptor means nothing here.
fn with_queue(queue: f64, act: impl FnOnce(&mut Queues, RawFd) -> Outcome) -> Outcome {
    let raw = raw_fd(queue)?;
    let reader = READER.get().ok_or(Errno::BADF)?;
    let mut queues = lock(&reader.queues);
    if !queues.by_descriptor.contains_key(&raw) {
        return Err(Errno::BADF);
    }
    act(&mut queues, raw)
}

/// struct file_handle with the room that the kernel's largest takes.
#[repr(C)]
struct Handle {
    bytes: u32,
    kind: i32,
    data: [u8; HANDLE_BYTES_MAX],
}

impl Handle {
    fn new() -> Self {
        Handle {
            bytes: 0,
            kind: 0,
            data: [0; HANDLE_BYTES_MAX],
        }
    }
}

/// Nothing panics while a lock is held, so a poisoned one still guards whole data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn last_error() -> Errno {
    Errno::from_raw_os_error(
        std::io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or(libc::EIO),
    )
}

/// MAX_HANDLE_SZ.
const HANDLE_BYTES_MAX: usize = 128;
const KEY_BYTES_MAX: usize = 12 + HANDLE_BYTES_MAX;
const AT_HANDLE_FID: i32 = 0x200;
const METADATA_BYTES: usize = 24;
/// Two names of 255 bytes with their handles, and the handle of the child.
const EVENT_BYTES_MAX: usize = 4096;
const READ_BYTES: usize = 64 * 1024;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(10);
/// About ten thousand events.
const KEPT_BYTES_MAX: usize = 1024 * 1024;
