//! Bytes from a socket that stay with the kernel, in a pipe, until a file takes them: the payload is copied once,
//! into the page cache.

use crate::argument::{Outcome, answer, done, fd, index, offset, raw_fd, whole};
use crate::bytes::{Bytes, Numbers, bytes_of};
use crate::io::write_full;
use crate::pool::{SentBytes, submit};
use napi::{Env, Result, Unknown};
use napi_derive::napi;
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use std::os::fd::AsRawFd;
use std::ptr;

/// Fills in the reading and the writing end of a pipe that never waits and has room for `parts` packets.
#[napi(catch_unwind)]
pub fn pipe_open(ends: Numbers, parts: f64) -> f64 {
    let ends = ends.slice();
    done((|| {
        let parts = whole(parts, 65_536.0)? as usize;
        let [reading, writing, ..] = ends else {
            return Err(Errno::INVAL);
        };
        let flags = rustix::pipe::PipeFlags::CLOEXEC | rustix::pipe::PipeFlags::NONBLOCK;
        let (source, target) = rustix::pipe::pipe_with(flags)?;
        rustix::pipe::fcntl_setpipe_size(&target, parts * rustix::param::page_size())?;
        *reading = f64::from(rustix::fd::IntoRawFd::into_raw_fd(source));
        *writing = f64::from(rustix::fd::IntoRawFd::into_raw_fd(target));
        Ok(())
    })())
}

/// Moves up to `length` bytes that a socket received into a pipe. 0: the peer sends no more; -EAGAIN: nothing is
/// there; -ENOBUFS: the pipe takes no more, or what is there is to be received: nothing is spliced past urgent data.
#[napi(catch_unwind)]
pub fn stream_hold(socket: f64, pipe: f64, length: f64) -> f64 {
    answer(hold(socket, pipe, length))
}

fn hold(socket: f64, pipe: f64, length: f64) -> Outcome {
    let (source, target) = (fd(socket)?, fd(pipe)?);
    let length = index(length, HOLD_BYTES_MAX)?;
    if length == 0 {
        return Err(Errno::INVAL);
    }
    // Something may come after the first try: the second one tells.
    for _ in 0..2 {
        match splice(source, target, None, length) {
            Err(Errno::AGAIN) if is_readable(socket)? => {}
            outcome => return outcome.map(|count| count as f64),
        }
    }
    Err(Errno::NOBUFS)
}

/// How much there is to read: of a socket or a pipe.
#[napi(catch_unwind)]
pub fn held_bytes(descriptor: f64) -> f64 {
    answer(waiting_bytes(descriptor).map(f64::from))
}

/// Fills the range from a pipe; answers the bytes, fewer when it has no more.
#[napi(catch_unwind)]
pub fn pipe_read(pipe: f64, target: Bytes, start: f64, length: f64) -> f64 {
    answer((|| {
        let (source, target) = (fd(pipe)?, target.range(start, length)?);
        // SAFETY: the only slice of this call.
        read_pipe(source, unsafe { target.exclusive() }).map(|count| count as f64)
    })())
}

/// Writes [start, start + length) of `head`, and behind it `held` bytes out of a pipe, which has them. Answers how
/// many were written, all of them. After an error the pipe may have some left.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn write_held(
    descriptor: f64,
    head: Bytes,
    start: f64,
    length: f64,
    pipe: f64,
    held: f64,
    position: f64,
) -> f64 {
    answer((|| {
        let write = HeldWrite {
            descriptor,
            head: SentBytes(head.range(start, length)?),
            pipe,
            held: index(held, HOLD_BYTES_MAX)?,
            position: offset(position)?,
        };
        write.run()
    })())
}

/// The same on a worker. The pipe is the job's until it is over.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn write_held_later(
    env: Env,
    id: f64,
    descriptor: f64,
    head: Unknown,
    start: f64,
    length: f64,
    pipe: f64,
    held: f64,
    position: f64,
) -> Result<f64> {
    let range = bytes_of(&env, &head)?.range(start, length);
    let numbers = (index(held, HOLD_BYTES_MAX), offset(position));
    let descriptors = (raw_fd(descriptor), raw_fd(pipe));
    let (Ok(range), (Ok(held), Ok(position)), (Ok(_), Ok(_))) = (range, numbers, descriptors)
    else {
        return Ok(-f64::from(libc::EINVAL));
    };
    let write = HeldWrite {
        descriptor,
        head: SentBytes(range),
        pipe,
        held,
        position,
    };
    submit(&env, id, &[&head], move || write.run())
}

struct HeldWrite {
    descriptor: f64,
    head: SentBytes,
    pipe: f64,
    held: usize,
    position: u64,
}

impl HeldWrite {
    fn run(&self) -> Outcome {
        let (file, pipe) = (fd(self.descriptor)?, fd(self.pipe)?);
        let head = self.head.bytes();
        write_full(file, head, self.position)?;
        let from = self.position + head.length as u64;
        let mut count = 0;
        while count < self.held {
            match splice(pipe, file, Some(from + count as u64), self.held - count) {
                // It had less than was said.
                Ok(0) | Err(Errno::AGAIN) => return Err(Errno::IO),
                Ok(more) => count += more,
                // A file system that takes no part in this.
                Err(Errno::INVAL) => count += copy_some(pipe, file, from + count as u64)?,
                Err(errno) => return Err(errno),
            }
        }
        Ok((head.length + self.held) as f64)
    }
}

/// Without waiting at the pipe's end; `position` is that of a file to write to.
fn splice(
    source: BorrowedFd,
    target: BorrowedFd,
    position: Option<u64>,
    length: usize,
) -> std::result::Result<usize, Errno> {
    let mut position = position.map(|position| position as libc::loff_t);
    let at = position.as_mut().map_or(ptr::null_mut(), ptr::from_mut);
    let flags = libc::SPLICE_F_MOVE | libc::SPLICE_F_NONBLOCK;
    loop {
        let (source, target) = (source.as_raw_fd(), target.as_raw_fd());
        // SAFETY: the kernel reads and writes one number of ours, if any.
        let count = unsafe { libc::splice(source, ptr::null_mut(), target, at, length, flags) };
        if let Ok(count) = usize::try_from(count) {
            return Ok(count);
        }
        match last_error() {
            Errno::INTR => {}
            errno => return Err(errno),
        }
    }
}

fn copy_some(pipe: BorrowedFd, file: BorrowedFd, position: u64) -> std::result::Result<usize, Errno> {
    let mut buffer = vec![0_u8; COPY_BYTES];
    let count = read_pipe(pipe, &mut buffer)?;
    if count == 0 {
        return Err(Errno::IO);
    }
    let chunk = Bytes {
        address: buffer.as_mut_ptr(),
        length: count,
    };
    write_full(file, chunk, position)?;
    Ok(count)
}

fn read_pipe(pipe: BorrowedFd, target: &mut [u8]) -> std::result::Result<usize, Errno> {
    let mut at = 0;
    while at < target.len() {
        match rustix::io::read(pipe, &mut target[at..]) {
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(count) => at += count,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(at)
}

fn waiting_bytes(descriptor: f64) -> std::result::Result<i32, Errno> {
    let mut count: libc::c_int = 0;
    // SAFETY: the kernel writes one int, or nothing.
    match unsafe { libc::ioctl(raw_fd(descriptor)?, libc::FIONREAD, &mut count) } {
        0.. => Ok(count),
        _ => Err(last_error()),
    }
}

/// As epoll tells it: while this is so, whoever waits for the socket is woken at once.
fn is_readable(socket: f64) -> std::result::Result<bool, Errno> {
    let mut asked = libc::pollfd {
        fd: raw_fd(socket)?,
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: the kernel reads and writes the one entry, and waits for nothing.
    match unsafe { libc::poll(&mut asked, 1, 0) } {
        count @ 0.. => Ok(count > 0),
        _ => match last_error() {
            // A signal came: nobody knows.
            Errno::INTR => Ok(true),
            errno => Err(errno),
        },
    }
}

fn last_error() -> Errno {
    Errno::from_raw_os_error(
        std::io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or(libc::EIO),
    )
}

/// Above any frame.
const HOLD_BYTES_MAX: usize = 1 << 28;
const COPY_BYTES: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::RawFd;

    #[test]
    fn what_follows_urgent_data_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        server.set_nonblocking(true).unwrap();
        let flags = rustix::pipe::PipeFlags::NONBLOCK;
        let (_reading, writing) = rustix::pipe::pipe_with(flags).unwrap();
        let take = || hold(number(server.as_raw_fd()), number(writing.as_raw_fd()), 100.0);
        assert_eq!(take(), Err(Errno::AGAIN));
        client.write_all(b"before").unwrap();
        let (raw, byte) = (client.as_raw_fd(), b"!".as_ptr());
        // SAFETY: the kernel reads one byte.
        let sent = unsafe { libc::send(raw, byte.cast(), 1, libc::MSG_OOB) };
        assert_eq!(sent, 1);
        client.write_all(b"behind").unwrap();
        assert_eq!(take(), Ok(6.0));
        assert_eq!(is_readable(number(server.as_raw_fd())), Ok(true));
        assert_eq!(take(), Err(Errno::NOBUFS));
        let mut received = [0; 20];
        assert_eq!(rustix::io::read(&server, &mut received), Ok(6));
        assert_eq!(&received[..6], b"behind");
        assert_eq!(take(), Err(Errno::AGAIN));
    }

    fn number(descriptor: RawFd) -> f64 {
        f64::from(descriptor)
    }
}
