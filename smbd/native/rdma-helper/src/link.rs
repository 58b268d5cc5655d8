//! The socket to the engine: frames both ways, and the descriptor of its slabs.

use std::ffi::c_int;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::ptr;

use crate::frame::{self, Inbound};

const READ_BYTES: usize = 256 * 1024;
/// Frames that the engine does not take; past it, it is not well.
const UNSENT_BYTES_MAX: usize = 256 * 1024 * 1024;

pub struct Link {
    socket: UnixStream,
    /// Of its bytes those that were read and not consumed count; the rest is room.
    inbound: Vec<u8>,
    filled: usize,
    consumed: usize,
    pub outbound: Vec<u8>,
    /// The first descriptor that came along; any other is closed.
    passed: Option<OwnedFd>,
}

impl Link {
    pub fn connect(path: &Path) -> io::Result<Self> {
        let socket = UnixStream::connect(path)?;
        socket.set_nonblocking(true)?;
        Ok(Self {
            socket,
            inbound: vec![0; READ_BYTES],
            filled: 0,
            consumed: 0,
            outbound: Vec::new(),
            passed: None,
        })
    }

    pub fn fd(&self) -> c_int {
        self.socket.as_raw_fd()
    }

    pub fn take_descriptor(&mut self) -> Option<OwnedFd> {
        self.passed.take()
    }

    /// Reads what is there. An error ends the link.
    pub fn read(&mut self) -> io::Result<()> {
        self.inbound.copy_within(self.consumed..self.filled, 0);
        self.filled -= self.consumed;
        self.consumed = 0;
        // Room is made for a frame that is longer than it; to make it for each read would be to zero it for each.
        if self.inbound.len() - self.filled < READ_BYTES / 2 {
            self.inbound.resize(self.filled + READ_BYTES, 0);
        }
        let count = match self.receive(self.filled) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        };
        self.filled += count;
        if count == 0 {
            Err(io::ErrorKind::UnexpectedEof.into())
        } else {
            Ok(())
        }
    }

    /// The next frame of what was read.
    pub fn next(&mut self) -> Result<Option<Inbound>, &'static str> {
        let Some((inbound, length)) = frame::decode(&self.inbound[self.consumed..self.filled])?
        else {
            return Ok(None);
        };
        self.consumed += length;
        Ok(Some(inbound))
    }

    /// Writes what the socket takes. True: something is left.
    pub fn write(&mut self) -> io::Result<bool> {
        let mut written = 0;
        while written < self.outbound.len() {
            let rest = &self.outbound[written..];
            // SAFETY: the descriptor is open and the bytes are ours. Without SIGPIPE.
            let count = unsafe {
                libc::send(
                    self.fd(),
                    rest.as_ptr().cast(),
                    rest.len(),
                    libc::MSG_NOSIGNAL,
                )
            };
            if count < 0 {
                let error = io::Error::last_os_error();
                match error.kind() {
                    io::ErrorKind::WouldBlock => break,
                    io::ErrorKind::Interrupted => continue,
                    _ => return Err(error),
                }
            }
            written += count as usize;
        }
        self.outbound.drain(..written);
        if self.outbound.len() > UNSENT_BYTES_MAX {
            return Err(io::Error::other("the engine takes nothing"));
        }
        Ok(!self.outbound.is_empty())
    }

    fn receive(&mut self, start: usize) -> io::Result<usize> {
        let target = &mut self.inbound[start..];
        let mut part = libc::iovec {
            iov_base: target.as_mut_ptr().cast(),
            iov_len: target.len(),
        };
        // Room for one descriptor, aligned as a header of control data has to be.
        let mut control = [0u64; 4];
        // SAFETY: integers and pointers, for which zeros are values.
        let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
        header.msg_iov = &mut part;
        header.msg_iovlen = 1;
        header.msg_control = control.as_mut_ptr().cast();
        header.msg_controllen = size_of_val(&control) as _;
        // SAFETY: all of the header points to values that live through the call.
        let count =
            unsafe { libc::recvmsg(self.socket.as_raw_fd(), &mut header, libc::MSG_CMSG_CLOEXEC) };
        if count < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the macros walk what the kernel wrote; each descriptor in it is ours from now on.
        unsafe {
            let mut control = libc::CMSG_FIRSTHDR(&header);
            while !control.is_null() {
                if (*control).cmsg_level == libc::SOL_SOCKET
                    && (*control).cmsg_type == libc::SCM_RIGHTS
                {
                    let bytes = (*control).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                    for at in 0..bytes / size_of::<c_int>() {
                        let fd =
                            ptr::read_unaligned(libc::CMSG_DATA(control).cast::<c_int>().add(at));
                        let owned = OwnedFd::from_raw_fd(fd);
                        self.passed.get_or_insert(owned);
                    }
                }
                control = libc::CMSG_NXTHDR(&header, control);
            }
        }
        Ok(count as usize)
    }
}
