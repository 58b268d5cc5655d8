use crate::argument::{answer, descriptor_path, done, fd, raw_fd, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fd::IntoRawFd;
use rustix::fs::inotify;
use rustix::io::Errno;

#[napi(catch_unwind)]
pub fn watch_open() -> f64 {
    answer(
        inotify::init(inotify::CreateFlags::NONBLOCK | inotify::CreateFlags::CLOEXEC)
            .map(|fd| f64::from(fd.into_raw_fd())),
    )
}

/// Watches what a descriptor stands for; answers the watch's number.
#[napi(catch_unwind)]
pub fn watch_add(watch: f64, descriptor: f64, events: f64) -> f64 {
    answer((|| {
        let flags = inotify::WatchFlags::from_bits_retain(unsigned(events)?);
        inotify::add_watch(fd(watch)?, descriptor_path(descriptor)?, flags).map(f64::from)
    })())
}

#[napi(catch_unwind)]
pub fn watch_remove(watch: f64, number: f64) -> f64 {
    done((|| inotify::remove_watch(fd(watch)?, raw_fd(number)?))())
}

/// Events as the kernel writes them (number i32, mask u32, cookie u32, name length u32, name);
/// answers the bytes filled, or -EAGAIN when there is nothing.
#[napi(catch_unwind)]
pub fn watch_read(watch: f64, target: Bytes) -> f64 {
    answer((|| {
        // A buffer too small for one event would look like an error of the watch.
        if target.length < MIN_EVENT_BYTES {
            return Err(Errno::INVAL);
        }
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        rustix::io::read(fd(watch)?, target).map(|count| count as f64)
    })())
}

const MIN_EVENT_BYTES: usize = 16 + 256;
