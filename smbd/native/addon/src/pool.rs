//! Threads for what may wait for a device, and for what would hold up the calling thread.
//!
//! A job is submitted with a number of the caller's choice. When it is over, its number and result
//! go to a list, and the callback given at the start is called once for a batch; it takes the list
//! with `takeCompletions`. The buffers of a job are kept alive until then.

use crate::argument::{Outcome, answer, fd, offset, raw_fd, whole};
use crate::bytes::{Bytes, Kept, Numbers, bytes_of};
use crate::io::{copy_full, read_full, write_full};
use crate::lanes::{self, LaneJob, LaneQueue, LaneWork};
use napi::{Env, Error, JsValue, Result, Status, Unknown, ValueType, sys};
use napi_derive::napi;
use rustix::io::Errno;
use std::collections::VecDeque;
use std::ffi::c_void;
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

struct Pool {
    jobs: Mutex<Queue>,
    arrived: Condvar,
    completions: Mutex<Completions>,
    /// Submitted and not yet taken; while there are any, the event loop stays alive.
    in_flight: Mutex<usize>,
    wake: Wake,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    lanes: LaneQueue,
}

struct Job {
    id: f64,
    kept: Vec<Kept>,
    run: Box<dyn FnOnce() -> Outcome + Send>,
    /// What is computed over the memory when the job answers exactly this.
    then: Option<(f64, LaneWork)>,
}

#[derive(Default)]
struct Completions {
    list: Vec<Completion>,
    /// Node is going: nobody will take anything, and the function must not be called any more.
    is_closed: bool,
}

struct Completion {
    id: f64,
    result: f64,
    kept: Vec<Kept>,
}

/// A function of JavaScript that any thread may have called soon.
struct Wake(sys::napi_threadsafe_function);

// SAFETY: to be called from any thread is its purpose. `Completions::is_closed` keeps it from being
// called after Node took it away.
unsafe impl Send for Wake {}
// SAFETY: as above.
unsafe impl Sync for Wake {}

impl Wake {
    /// Weak at first: it does not keep the process alive.
    fn new(env: &Env, callback: &Unknown) -> Result<Self> {
        let mut raw = ptr::null_mut();
        let name = env.create_string("larder workers")?;
        // SAFETY: all values belong to this call; without a callback of our own, Node-API calls the
        // function itself, without arguments.
        let status = unsafe {
            sys::napi_create_threadsafe_function(
                env.raw(),
                callback.raw(),
                ptr::null_mut(),
                name.raw(),
                0,
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
    if let Some(pool) = POOL.get() {
        lock(&pool.completions).is_closed = true;
    }
}

static POOL: OnceLock<Pool> = OnceLock::new();

/// Once per process; a second start answers -EALREADY.
#[napi(catch_unwind)]
pub fn start_workers(env: Env, threads: f64, on_completions: Unknown) -> Result<f64> {
    if on_completions.get_type()? != ValueType::Function {
        return Err(Error::new(Status::InvalidArg, "expected a function"));
    }
    let Ok(threads) = whole(threads, THREADS_MAX).and_then(|count| match count {
        0 => Err(Errno::INVAL),
        count => Ok(count),
    }) else {
        return Ok(-f64::from(libc::EINVAL));
    };
    if POOL.get().is_some() {
        return Ok(-f64::from(libc::EALREADY));
    }
    let wake = Wake::new(&env, &on_completions)?;
    let pool = Pool {
        jobs: Mutex::default(),
        arrived: Condvar::new(),
        completions: Mutex::default(),
        in_flight: Mutex::default(),
        wake,
    };
    if POOL.set(pool).is_err() {
        return Ok(-f64::from(libc::EALREADY));
    }
    for number in 0..threads {
        std::thread::Builder::new()
            .name(format!("larder-{number}"))
            .spawn(work)
            .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))?;
    }
    Ok(0.0)
}

fn work() {
    let Some(pool) = POOL.get() else { return };
    loop {
        match next_task(pool) {
            Task::Job(job) => run(pool, job),
            Task::Lanes => lanes::work(
                |visit| visit(&mut lock(&pool.jobs).lanes),
                |job, result| pool.complete(job.id, result, job.kept),
            ),
        }
    }
}

enum Task {
    Job(Job),
    Lanes,
}

fn next_task(pool: &Pool) -> Task {
    let mut queue = lock(&pool.jobs);
    loop {
        if queue.lanes.start_group() {
            return Task::Lanes;
        }
        if let Some(job) = queue.jobs.pop_front() {
            return Task::Job(job);
        }
        queue = pool
            .arrived
            .wait(queue)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

fn run(pool: &Pool, job: Job) {
    let Job {
        id,
        kept,
        run,
        then,
    } = job;
    // A panic in a job is an error of that job; its thread goes on.
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
        .unwrap_or(Err(Errno::NOTRECOVERABLE));
    match (result, then) {
        (Ok(count), Some((wanted, work))) if count == wanted => {
            // This thread looks at the lanes next.
            lock(&pool.jobs).lanes.push(LaneJob {
                id,
                kept,
                work,
                result: count,
            });
        }
        (result, _) => pool.complete(id, answer(result), kept),
    }
}

impl Pool {
    fn complete(&self, id: f64, result: f64, kept: Vec<Kept>) {
        let mut completions = lock(&self.completions);
        completions.list.push(Completion { id, result, kept });
        if completions.list.len() == 1 && !completions.is_closed {
            // SAFETY: not closed, as the held lock assures.
            unsafe {
                sys::napi_call_threadsafe_function(
                    self.wake.0,
                    ptr::null_mut(),
                    sys::ThreadsafeFunctionCallMode::nonblocking,
                )
            };
        }
    }
}

/// Fills (number, result) pairs and answers how many; to be called until it answers 0.
#[napi(catch_unwind)]
pub fn take_completions(env: Env, pairs: Numbers) -> f64 {
    let pairs = pairs.slice();
    let Some(pool) = POOL.get() else { return 0.0 };
    let taken: Vec<Completion> = {
        let mut completions = lock(&pool.completions);
        let count = completions.list.len().min(pairs.len() / 2);
        completions.list.drain(..count).collect()
    };
    let count = taken.len();
    for (pair, completion) in pairs.chunks_exact_mut(2).zip(taken) {
        pair.copy_from_slice(&[completion.id, completion.result]);
        completion.kept.into_iter().for_each(Kept::release);
    }
    let mut in_flight = lock(&pool.in_flight);
    let before = *in_flight;
    *in_flight -= count.min(before);
    if before > 0 && *in_flight == 0 {
        // SAFETY: on the thread that made the function, as Node-API wants it.
        unsafe { sys::napi_unref_threadsafe_function(env.raw(), pool.wake.0) };
    }
    count as f64
}

/// `run` uses memory of `buffers` only, which stay alive until the completion was taken.
pub fn submit(
    env: &Env,
    id: f64,
    buffers: &[&Unknown],
    run: impl FnOnce() -> Outcome + Send + 'static,
) -> Result<f64> {
    submit_with(env, id, buffers, |queue, kept| {
        queue.jobs.push_back(Job {
            id,
            kept,
            run: Box::new(run),
            then: None,
        });
        true
    })
}

/// As `submit`; when `run` answers `wanted`, `work` follows before the job is over.
pub fn submit_then(
    env: &Env,
    id: f64,
    buffers: &[&Unknown],
    run: impl FnOnce() -> Outcome + Send + 'static,
    wanted: f64,
    work: LaneWork,
) -> Result<f64> {
    submit_with(env, id, buffers, |queue, kept| {
        queue.jobs.push_back(Job {
            id,
            kept,
            run: Box::new(run),
            then: Some((wanted, work)),
        });
        true
    })
}

/// As `submit`; the job answers 0.
pub fn submit_to_lanes(env: &Env, id: f64, buffers: &[&Unknown], work: LaneWork) -> Result<f64> {
    submit_with(env, id, buffers, |queue, kept| {
        queue.lanes.push(LaneJob {
            id,
            kept,
            work,
            result: 0.0,
        });
        queue.lanes.needs_group()
    })
}

/// `push` tells whether a thread has to be woken for it.
fn submit_with(
    env: &Env,
    id: f64,
    buffers: &[&Unknown],
    push: impl FnOnce(&mut Queue, Vec<Kept>) -> bool,
) -> Result<f64> {
    if offset(id).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    let Some(pool) = POOL.get() else {
        return Ok(-f64::from(libc::ENXIO));
    };
    let kept = buffers
        .iter()
        .map(|buffer| Kept::new(env, buffer))
        .collect::<Result<Vec<_>>>()?;
    {
        let mut in_flight = lock(&pool.in_flight);
        if *in_flight >= JOBS_MAX {
            kept.into_iter().for_each(Kept::release);
            return Ok(-f64::from(libc::EAGAIN));
        }
        if *in_flight == 0 {
            // SAFETY: on the thread that made the function, as Node-API wants it.
            unsafe { sys::napi_ref_threadsafe_function(env.raw(), pool.wake.0) };
        }
        *in_flight += 1;
    }
    let is_for_another = push(&mut lock(&pool.jobs), kept);
    if is_for_another {
        pool.arrived.notify_one();
    }
    Ok(0.0)
}

/// No lock is held while anything can panic, so a poisoned one still guards whole data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Memory of a kept array on its way to a worker.
#[derive(Clone, Copy)]
pub struct SentBytes(pub Bytes);

// SAFETY: the array is kept alive by the job, and one job at a time uses it: the caller gave it away
// until the completion.
unsafe impl Send for SentBytes {}

impl SentBytes {
    pub fn bytes(self) -> Bytes {
        self.0
    }
}

fn range(buffer: Bytes, start: f64, length: f64) -> std::result::Result<SentBytes, Errno> {
    buffer.range(start, length).map(SentBytes)
}

#[napi(catch_unwind)]
pub fn read_later(
    env: Env,
    id: f64,
    descriptor: f64,
    target: Unknown,
    start: f64,
    length: f64,
    position: f64,
) -> Result<f64> {
    let range = range(bytes_of(&env, &target)?, start, length);
    let (range, position) = match (range, offset(position), raw_fd(descriptor)) {
        (Ok(range), Ok(position), Ok(_)) => (range, position),
        _ => return Ok(-f64::from(libc::EINVAL)),
    };
    submit(&env, id, &[&target], move || {
        read_full(fd(descriptor)?, range.bytes(), position)
    })
}

/// `durability`: 0 none, 1 fdatasync, 2 fsync, before the job is over.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn write_later(
    env: Env,
    id: f64,
    descriptor: f64,
    source: Unknown,
    start: f64,
    length: f64,
    position: f64,
    durability: f64,
) -> Result<f64> {
    let range = range(bytes_of(&env, &source)?, start, length);
    let (range, position) = match (range, offset(position), raw_fd(descriptor)) {
        (Ok(range), Ok(position), Ok(_)) if whole(durability, 2.0).is_ok() => (range, position),
        _ => return Ok(-f64::from(libc::EINVAL)),
    };
    submit(&env, id, &[&source], move || {
        let fd = fd(descriptor)?;
        let count = write_full(fd, range.bytes(), position)?;
        if durability == 1.0 {
            rustix::fs::fdatasync(fd)?;
        } else if durability == 2.0 {
            rustix::fs::fsync(fd)?;
        }
        Ok(count)
    })
}

#[napi(catch_unwind)]
pub fn sync_later(env: Env, id: f64, descriptor: f64, data_only: bool) -> Result<f64> {
    if raw_fd(descriptor).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    submit(&env, id, &[], move || {
        let fd = fd(descriptor)?;
        if data_only {
            rustix::fs::fdatasync(fd)?
        } else {
            rustix::fs::fsync(fd)?
        }
        Ok(0.0)
    })
}

/// The whole file system that a descriptor lies on.
#[napi(catch_unwind)]
pub fn sync_file_system_later(env: Env, id: f64, descriptor: f64) -> Result<f64> {
    if raw_fd(descriptor).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    submit(&env, id, &[], move || {
        rustix::fs::syncfs(fd(descriptor)?)?;
        Ok(0.0)
    })
}

#[napi(catch_unwind)]
pub fn copy_later(
    env: Env,
    id: f64,
    source: f64,
    source_position: f64,
    target: f64,
    position: f64,
    length: f64,
) -> Result<f64> {
    let numbers = (offset(source_position), offset(position), offset(length));
    let (Ok(from), Ok(to), Ok(length)) = numbers else {
        return Ok(-f64::from(libc::EINVAL));
    };
    if raw_fd(source).is_err() || raw_fd(target).is_err() {
        return Ok(-f64::from(libc::EINVAL));
    }
    submit(&env, id, &[], move || {
        copy_full(fd(source)?, from, fd(target)?, to, length)
    })
}

const THREADS_MAX: f64 = 64.0;
/// Far above what credits allow; a runaway caller meets an error and not the end of memory.
const JOBS_MAX: usize = 65_536;
