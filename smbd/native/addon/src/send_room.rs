//! How much of what is sent waits with the kernel.
//!
//! By itself the kernel takes up to 4 MiB for a connection (tcp_wmem), which is what keeps a line to the far side of a
//! country full. One to a peer that answers within a tenth of a millisecond is full with a small part of it, and the rest
//! only leaves the processor's caches before it is sent.

use crate::stream::{check, set};
use rustix::io::Errno;
use std::mem::{size_of, zeroed};

/// Bounds what waits for the peer of a new connection, if it is near by what its handshake took. Where that was not
/// measured, the kernel goes on to choose.
pub fn fit_send_room(socket: i32) -> Result<(), Errno> {
    let round_trip_us = round_trip_us(socket)?;
    if round_trip_us == 0 || round_trip_us > NEAR_US_MAX {
        return Ok(());
    }
    set(socket, libc::SOL_SOCKET, libc::SO_SNDBUF, NEAR_ROOM_BYTES)
}

/// As TCP has it now; 0: nobody knows.
fn round_trip_us(socket: i32) -> Result<u32, Errno> {
    // SAFETY: all zeros are a value of it.
    let mut info: libc::tcp_info = unsafe { zeroed() };
    let mut length = size_of::<libc::tcp_info>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes.
    check(unsafe {
        libc::getsockopt(
            socket,
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            (&raw mut info).cast(),
            &mut length,
        )
    })?;
    Ok(info.tcpi_rtt)
}

/// At 40 Gbit/s half a megabyte is on its way in that time.
const NEAR_US_MAX: u32 = 100;
/// The kernel doubles it; its own bound before that, net.core.wmem_max, is 208 KiB where nobody changed it.
const NEAR_ROOM_BYTES: libc::c_int = 393_216;

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::AsRawFd;

    #[test]
    fn little_waits_for_a_near_peer_and_for_others_what_the_kernel_likes() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        let socket = server.as_raw_fd();
        // A peer of this machine: near, unless the machine was busy with something else.
        let round_trip_us = round_trip_us(socket).unwrap();
        assert!(round_trip_us > 0);
        let before = room_of(socket);
        fit_send_room(socket).unwrap();
        let expected = match round_trip_us <= NEAR_US_MAX {
            true => 2 * NEAR_ROOM_BYTES.min(room_max()),
            false => before,
        };
        assert_eq!(room_of(socket), expected);
    }

    #[test]
    fn what_is_no_tcp_socket_is_refused() {
        let file = std::fs::File::open("/dev/null").unwrap();
        assert_eq!(fit_send_room(file.as_raw_fd()), Err(Errno::NOTSOCK));
    }

    fn room_max() -> i32 {
        let text = std::fs::read_to_string("/proc/sys/net/core/wmem_max").unwrap();
        text.trim().parse().unwrap()
    }

    fn room_of(socket: i32) -> i32 {
        let mut room = 0;
        let mut length = size_of::<libc::c_int>() as libc::socklen_t;
        let target = (&raw mut room).cast();
        // SAFETY: the kernel writes one int.
        let status = unsafe {
            libc::getsockopt(
                socket,
                libc::SOL_SOCKET,
                libc::SO_SNDBUF,
                target,
                &mut length,
            )
        };
        assert_eq!(status, 0);
        room
    }
}
