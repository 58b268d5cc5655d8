use crate::argument::{answer, descriptor_path, fd, path, raw_fd, unsigned};
use crate::bytes::Bytes;
use napi_derive::napi;
use rustix::fd::IntoRawFd;
use rustix::fs::{CWD, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

/// What a caller may ask for. Everything is opened close-on-exec, without a controlling terminal,
/// and non-blocking, so that a fifo cannot hold up the thread.
const ALLOWED: OFlags = OFlags::from_bits_retain(
    (libc::O_RDONLY
        | libc::O_RDWR
        | libc::O_WRONLY
        | libc::O_PATH
        | libc::O_DIRECTORY
        | libc::O_NOFOLLOW
        | libc::O_CREAT
        | libc::O_EXCL
        | libc::O_TMPFILE) as u32,
);

fn flags(value: f64) -> Result<OFlags, Errno> {
    let flags = OFlags::from_bits_retain(unsigned(value)?);
    if !ALLOWED.contains(flags) {
        return Err(Errno::INVAL);
    }
    // O_PATH refuses company that it would ignore.
    let added = match flags.contains(OFlags::PATH) {
        true => OFlags::CLOEXEC,
        false => OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK,
    };
    Ok(flags | added)
}

fn mode(value: f64) -> Result<Mode, Errno> {
    let bits = unsigned(value)?;
    if bits > 0o7777 {
        return Err(Errno::INVAL);
    }
    Ok(Mode::from_raw_mode(bits))
}

/// Opens a folder by its absolute path as the place that everything else starts from.
#[napi(catch_unwind)]
pub fn open_root(root: Bytes) -> f64 {
    // SAFETY: the only slice of this call.
    let bytes = unsafe { root.shared() };
    answer((|| {
        if bytes.first() != Some(&b'/') {
            return Err(Errno::INVAL);
        }
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        // The server resolved the path when the share was made: a link on it by now is somebody's doing.
        let resolve = ResolveFlags::NO_SYMLINKS;
        let opened = rustix::fs::openat2(CWD, path(bytes)?, flags, Mode::empty(), resolve)?;
        Ok(f64::from(opened.into_raw_fd()))
    })())
}

/// openat2: never out of the directory, never through a magic link; `resolve` adds to that.
#[napi(catch_unwind)]
pub fn open_beneath(
    directory: f64,
    name: Bytes,
    open_flags: f64,
    open_mode: f64,
    resolve: f64,
) -> f64 {
    // SAFETY: the only slice of this call.
    let bytes = unsafe { name.shared() };
    answer((|| {
        let resolve = ResolveFlags::from_bits_retain(u64::from(unsigned(resolve)?));
        if !(ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV).contains(resolve) {
            return Err(Errno::INVAL);
        }
        let resolve = resolve | ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        let (directory, path) = (fd(directory)?, path(bytes)?);
        let (flags, mode) = (flags(open_flags)?, mode(open_mode)?);
        // The kernel answers EAGAIN when a rename ran beside a look-up with "..": ask again.
        for _ in 0..64 {
            match rustix::fs::openat2(directory, &path, flags, mode, resolve) {
                Err(Errno::AGAIN | Errno::INTR) => {}
                opened => return opened.map(|opened| f64::from(opened.into_raw_fd())),
            }
        }
        Err(Errno::AGAIN)
    })())
}

/// Opens again, with other rights, what an O_PATH descriptor stands for. Only a file or a directory:
/// to open a device or a fifo is itself an act.
#[napi(catch_unwind)]
pub fn reopen(descriptor: f64, open_flags: f64) -> f64 {
    answer((|| {
        let flags = flags(open_flags)?;
        if flags.intersects(OFlags::PATH | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW) {
            return Err(Errno::INVAL);
        }
        let stat = rustix::fs::fstat(fd(descriptor)?)?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile | FileType::Directory => {}
            FileType::Symlink => return Err(Errno::LOOP),
            _ => return Err(Errno::ACCESS),
        }
        let path = descriptor_path(descriptor)?;
        let opened = rustix::fs::openat(CWD, path, flags, Mode::empty())?;
        Ok(f64::from(opened.into_raw_fd()))
    })())
}

#[napi(catch_unwind)]
pub fn duplicate(descriptor: f64) -> f64 {
    answer((|| {
        let copy = rustix::io::fcntl_dupfd_cloexec(fd(descriptor)?, 3)?;
        Ok(f64::from(copy.into_raw_fd()))
    })())
}

#[napi(catch_unwind)]
pub fn close(descriptor: f64) -> f64 {
    answer((|| {
        let raw = raw_fd(descriptor)?;
        // The standard streams are never ours to close.
        if raw <= 2 {
            return Err(Errno::BADF);
        }
        // SAFETY: the caller gives the descriptor up. Linux frees the number even when it reports
        // an error, so that closing is never tried twice.
        match unsafe { libc::close(raw) } {
            0 => Ok(0.0),
            _ => Err(Errno::from_raw_os_error(
                std::io::Error::last_os_error()
                    .raw_os_error()
                    .unwrap_or(libc::EIO),
            )),
        }
    })())
}
