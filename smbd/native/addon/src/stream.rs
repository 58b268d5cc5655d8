//! Stream sockets that never wait: what would is -EAGAIN.

use crate::argument::{answer, done, index, raw_fd, whole};
use crate::bytes::{Bytes, Parts};
use crate::send_room::fit_send_room;
use napi::Result;
use napi_derive::napi;
use rustix::io::Errno;
use std::ffi::{CString, c_int};
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

/// Listens on TCP. `address` is "192.0.2.7", "2001:db8::7" or "fe80::7%eth0"; "::" takes IPv4, too.
#[napi(catch_unwind)]
pub fn stream_listen(address: Bytes, port: f64, backlog: f64) -> f64 {
    answer((|| {
        // SAFETY: nothing else of this call looks at it.
        let text = std::str::from_utf8(unsafe { address.shared() }).map_err(|_| Errno::INVAL)?;
        let port = whole(port, 65_535.0)? as u16;
        let backlog = whole(backlog, 65_535.0)? as c_int;
        let (address, scope) = parse(text)?;
        let (storage, length) = socket_address(address, scope, port);
        let family = c_int::from(storage.ss_family);
        let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
        // SAFETY: a plain system call; the descriptor is new.
        let socket = unsafe { owned(libc::socket(family, kind, 0))? };
        let raw = socket.as_raw_fd();
        set(raw, libc::SOL_SOCKET, libc::SO_REUSEADDR, 1)?;
        if family == libc::AF_INET6 {
            set(raw, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, 0)?;
        }
        // SAFETY: the kernel reads `length` bytes of an address that has more.
        check(unsafe { libc::bind(raw, (&raw const storage).cast(), length) })?;
        // SAFETY: a plain system call.
        check(unsafe { libc::listen(raw, backlog) })?;
        Ok(f64::from(std::os::fd::IntoRawFd::into_raw_fd(socket)))
    })())
}

/// The next connection: it sends at once what it is given, keeps little waiting for a near peer, and asks an idle one
/// now and then.
#[napi(catch_unwind)]
pub fn stream_accept(listener: f64) -> f64 {
    answer((|| {
        let flags = libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
        let (no_address, no_length) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: no address is asked for; the descriptor is new.
        let socket = unsafe {
            owned(libc::accept4(
                raw_fd(listener)?,
                no_address,
                no_length,
                flags,
            ))?
        };
        let raw = socket.as_raw_fd();
        set(raw, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
        set(raw, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1)?;
        set(
            raw,
            libc::IPPROTO_TCP,
            libc::TCP_KEEPIDLE,
            KEEP_ALIVE_SECONDS,
        )?;
        // What fails here leaves the room as the kernel has it.
        let _ = fit_send_room(raw);
        Ok(f64::from(std::os::fd::IntoRawFd::into_raw_fd(socket)))
    })())
}

/// Writes "192.0.2.7 49152", the peer's or our own, and answers its length.
#[napi(catch_unwind)]
pub fn stream_address(descriptor: f64, is_peer: bool, target: Bytes) -> f64 {
    answer((|| {
        let raw = raw_fd(descriptor)?;
        // SAFETY: all zeros are an address of no family.
        let mut storage: libc::sockaddr_storage = unsafe { zeroed() };
        let mut length = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        let address = (&raw mut storage).cast();
        // SAFETY: the kernel writes at most `length` bytes.
        check(unsafe {
            match is_peer {
                true => libc::getpeername(raw, address, &mut length),
                false => libc::getsockname(raw, address, &mut length),
            }
        })?;
        let text = text_of(&storage).ok_or(Errno::AFNOSUPPORT)?;
        // SAFETY: the only slice of this call.
        let target = unsafe { target.exclusive() };
        let target = target.get_mut(..text.len()).ok_or(Errno::RANGE)?;
        target.copy_from_slice(text.as_bytes());
        Ok(text.len() as f64)
    })())
}

/// What has come, as far as there is room; 0 when the peer sends no more.
#[napi(catch_unwind)]
pub fn stream_receive(descriptor: f64, target: Bytes, start: f64, length: f64) -> f64 {
    answer((|| {
        let raw = raw_fd(descriptor)?;
        let target = target.range(start, length)?;
        if target.length == 0 {
            return Err(Errno::INVAL);
        }
        retry(|| {
            // SAFETY: the kernel writes at most `length` bytes to memory that Node-API vouched for.
            unsafe {
                libc::recv(
                    raw,
                    target.address.cast(),
                    target.length,
                    libc::MSG_DONTWAIT,
                )
            }
        })
    })())
}

/// Of `parts` those from number `first` to before `end`, the first from `start` on, as much as the socket takes.
/// `is_more`: what follows at once is to share their last packet.
#[napi(catch_unwind)]
pub fn stream_send(
    descriptor: f64,
    parts: Parts,
    first: f64,
    start: f64,
    end: f64,
    is_more: bool,
) -> Result<f64> {
    let mut vectors = [libc::iovec {
        iov_base: std::ptr::null_mut(),
        iov_len: 0,
    }; PARTS_MAX];
    let mut count = 0;
    let (Ok(first), Ok(end)) = (index(first, parts.count()), index(end, parts.count())) else {
        return Ok(-f64::from(libc::EINVAL));
    };
    if first >= end {
        // What is there is held to its type all the same.
        parts.get(first)?;
        return Ok(-f64::from(libc::EINVAL));
    }
    for number in first..end.min(first + PARTS_MAX) {
        let mut part = parts.get(number)?;
        if number == first {
            let Ok(rest) = part.range(start, part.length as f64 - start) else {
                return Ok(-f64::from(libc::EINVAL));
            };
            part = rest;
        }
        vectors[count] = libc::iovec {
            iov_base: part.address.cast(),
            iov_len: part.length,
        };
        count += 1;
    }
    Ok(answer((|| {
        let raw = raw_fd(descriptor)?;
        // SAFETY: all zeros are a message of nothing.
        let mut message: libc::msghdr = unsafe { zeroed() };
        message.msg_iov = vectors.as_mut_ptr();
        message.msg_iovlen = count as _;
        let is_whole = first + count == end;
        let more = if is_more && is_whole { libc::MSG_MORE } else { 0 };
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL | more;
        // SAFETY: the kernel reads what the vectors say, which Node-API vouched for.
        retry(|| unsafe { libc::sendmsg(raw, &message, flags) })
    })()))
}

/// Closing it from now on throws away what was not sent, and tells the peer at once.
#[napi(catch_unwind)]
pub fn stream_abandon(descriptor: f64) -> f64 {
    done((|| {
        let linger = libc::linger {
            l_onoff: 1,
            l_linger: 0,
        };
        // SAFETY: the kernel reads one value of that type.
        check(unsafe {
            libc::setsockopt(
                raw_fd(descriptor)?,
                libc::SOL_SOCKET,
                libc::SO_LINGER,
                (&raw const linger).cast(),
                size_of::<libc::linger>() as libc::socklen_t,
            )
        })
    })())
}

/// As many as one call of ours gathers; the kernel would take 1,024.
const PARTS_MAX: usize = 64;
const KEEP_ALIVE_SECONDS: c_int = 60;

fn parse(text: &str) -> std::result::Result<(IpAddr, u32), Errno> {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    let address: IpAddr = address.parse().map_err(|_| Errno::INVAL)?;
    if zone.is_empty() {
        return Ok((address, 0));
    }
    let name = CString::new(zone).map_err(|_| Errno::INVAL)?;
    // SAFETY: a string that ends in NUL.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => zone
            .parse()
            .map(|scope| (address, scope))
            .map_err(|_| Errno::NODEV),
        scope => Ok((address, scope)),
    }
}

fn socket_address(
    address: IpAddr,
    scope: u32,
    port: u16,
) -> (libc::sockaddr_storage, libc::socklen_t) {
    // SAFETY: all zeros are an address of no family.
    let mut storage: libc::sockaddr_storage = unsafe { zeroed() };
    let length = match address {
        IpAddr::V4(address) => {
            // SAFETY: the storage is larger, and aligned for every family.
            let target = unsafe { &mut *(&raw mut storage).cast::<libc::sockaddr_in>() };
            target.sin_family = libc::AF_INET as libc::sa_family_t;
            target.sin_port = port.to_be();
            target.sin_addr.s_addr = u32::from_ne_bytes(address.octets());
            size_of::<libc::sockaddr_in>()
        }
        IpAddr::V6(address) => {
            // SAFETY: as above.
            let target = unsafe { &mut *(&raw mut storage).cast::<libc::sockaddr_in6>() };
            target.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            target.sin6_port = port.to_be();
            target.sin6_addr.s6_addr = address.octets();
            target.sin6_scope_id = scope;
            size_of::<libc::sockaddr_in6>()
        }
    };
    (storage, length as libc::socklen_t)
}

fn text_of(storage: &libc::sockaddr_storage) -> Option<String> {
    match c_int::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the kernel says that it is one of these.
            let source = unsafe { &*(storage as *const _ as *const libc::sockaddr_in) };
            let address = Ipv4Addr::from(source.sin_addr.s_addr.to_ne_bytes());
            Some(format!("{address} {}", u16::from_be(source.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let source = unsafe { &*(storage as *const _ as *const libc::sockaddr_in6) };
            let address = Ipv6Addr::from(source.sin6_addr.s6_addr);
            let port = u16::from_be(source.sin6_port);
            // IPv4 clients of a socket for both look like ::ffff:192.0.2.7.
            Some(match address.to_ipv4_mapped() {
                Some(address) => format!("{address} {port}"),
                None => format!("{address} {port}"),
            })
        }
        _ => None,
    }
}

/// # Safety
/// A descriptor that is not below zero is new, and nobody else's.
unsafe fn owned(raw: c_int) -> std::result::Result<OwnedFd, Errno> {
    check(raw)?;
    // SAFETY: as the caller assures.
    Ok(unsafe { OwnedFd::from_raw_fd(raw) })
}

pub fn set(
    raw: c_int,
    level: c_int,
    name: c_int,
    value: c_int,
) -> std::result::Result<(), Errno> {
    let length = size_of::<c_int>() as libc::socklen_t;
    // SAFETY: the kernel reads one int.
    check(unsafe { libc::setsockopt(raw, level, name, (&raw const value).cast(), length) })
}

fn retry(call: impl FnMut() -> isize) -> std::result::Result<f64, Errno> {
    let mut call = call;
    loop {
        match call() {
            count @ 0.. => return Ok(count as f64),
            _ => match last_error() {
                Errno::INTR => {}
                errno => return Err(errno),
            },
        }
    }
}

pub fn check(result: c_int) -> std::result::Result<(), Errno> {
    if result < 0 {
        Err(last_error())
    } else {
        Ok(())
    }
}

fn last_error() -> Errno {
    Errno::from_raw_os_error(
        std::io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or(libc::EIO),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_with_a_zone_or_without() {
        assert_eq!(parse("127.0.0.1"), Ok((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)));
        assert_eq!(
            parse("::1%lo").map(|(address, scope)| (address, scope > 0)),
            Ok((IpAddr::V6(Ipv6Addr::LOCALHOST), true))
        );
        assert_eq!(parse("::1%no-such-thing"), Err(Errno::NODEV));
        for wrong in ["", "localhost", "1.2.3", "127.0.0.1:445", "%lo"] {
            assert_eq!(parse(wrong), Err(Errno::INVAL), "{wrong}");
        }
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        for text in ["192.0.2.7", "2001:db8::7", "::1"] {
            let (storage, _) = socket_address(text.parse().unwrap(), 0, 445);
            assert_eq!(text_of(&storage), Some(format!("{text} 445")));
        }
        let (storage, _) = socket_address("::ffff:192.0.2.7".parse().unwrap(), 0, 445);
        assert_eq!(text_of(&storage), Some("192.0.2.7 445".into()));
    }
}
