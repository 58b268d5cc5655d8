//! Memory that a device may reach: the engine's slabs, and each connection's own buffers.

use std::ffi::{c_int, c_void};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::rc::Rc;

use crate::verbs::{ACCESS_LOCAL_WRITE, IbvMr, IbvPd, Verbs};

/// Memory of a descriptor, or of nobody else.
pub struct Mapping {
    address: *mut c_void,
    length: usize,
}

impl Mapping {
    pub fn anonymous(length: usize) -> io::Result<Self> {
        Self::new(length, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1)
    }

    /// The engine's slabs. A file that could shrink would end this process by a signal at the next touch.
    pub fn of_slabs(file: &OwnedFd, length: u64) -> io::Result<Self> {
        let invalid = || io::Error::from_raw_os_error(libc::EINVAL);
        // SAFETY: the calls take a descriptor that is open, and fill a value that is ours.
        let (seals, size) = unsafe {
            let mut stat: libc::stat = std::mem::zeroed();
            if libc::fstat(file.as_raw_fd(), &mut stat) != 0 {
                return Err(io::Error::last_os_error());
            }
            (
                libc::fcntl(file.as_raw_fd(), libc::F_GET_SEALS),
                stat.st_size,
            )
        };
        if seals < 0 || seals & libc::F_SEAL_SHRINK == 0 || u64::try_from(size) != Ok(length) {
            return Err(invalid());
        }
        let length = usize::try_from(length).map_err(|_| invalid())?;
        Self::shared(file, length)
    }

    pub fn shared(file: &OwnedFd, length: usize) -> io::Result<Self> {
        Self::new(length, libc::MAP_SHARED, file.as_raw_fd())
    }

    fn new(length: usize, flags: c_int, fd: c_int) -> io::Result<Self> {
        // SAFETY: a new mapping at a place of the kernel's choice.
        let address = unsafe {
            libc::mmap(
                ptr::null_mut(),
                length,
                libc::PROT_READ | libc::PROT_WRITE,
                flags,
                fd,
                0,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { address, length })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: mapped by `new`, and nobody keeps a pointer longer than the mapping.
        unsafe { libc::munmap(self.address, self.length) };
    }
}

/// A mapping that one device knows. The device writes to it at any time, so that no reference into it is kept.
pub struct Region {
    verbs: Rc<Verbs>,
    pub registration: *mut IbvMr,
    mapping: Rc<Mapping>,
}

impl Region {
    /// The peer never gets a key of it: data moves by our own reads and writes.
    pub fn register(
        verbs: &Rc<Verbs>,
        pd: *mut IbvPd,
        mapping: &Rc<Mapping>,
    ) -> Result<Self, String> {
        Self::open_to(ACCESS_LOCAL_WRITE, verbs, pd, mapping)
    }

    pub fn open_to(
        access: c_int,
        verbs: &Rc<Verbs>,
        pd: *mut IbvPd,
        mapping: &Rc<Mapping>,
    ) -> Result<Self, String> {
        // SAFETY: the protection domain is alive, and the mapping outlives the registration.
        let registration = unsafe { (verbs.reg_mr)(pd, mapping.address, mapping.length, access) };
        if registration.is_null() {
            let error = io::Error::last_os_error();
            return Err(refusal(&error, mapping.length));
        }
        Ok(Self {
            verbs: Rc::clone(verbs),
            registration,
            mapping: Rc::clone(mapping),
        })
    }

    pub fn local_key(&self) -> u32 {
        // SAFETY: registered until the drop.
        unsafe { (*self.registration).lkey }
    }

    pub fn address(&self, offset: usize) -> u64 {
        debug_assert!(offset <= self.mapping.length);
        self.mapping.address as u64 + offset as u64
    }

    pub fn length(&self) -> usize {
        self.mapping.length
    }

    /// A copy of `length` bytes; what is not within is not there.
    pub fn copy_out(&self, offset: usize, length: usize) -> Vec<u8> {
        let end = (offset + length).min(self.mapping.length);
        let count = end.saturating_sub(offset);
        let mut bytes = vec![0; count];
        // SAFETY: within the mapping; the device is done with this part, as it said so.
        unsafe {
            ptr::copy_nonoverlapping(
                self.mapping.address.cast::<u8>().add(offset),
                bytes.as_mut_ptr(),
                count,
            );
        }
        bytes
    }

    /// Calls `write` with a part that the device is not using.
    pub fn with_part<T>(
        &mut self,
        offset: usize,
        length: usize,
        write: impl FnOnce(&mut [u8]) -> T,
    ) -> T {
        assert!(offset + length <= self.mapping.length);
        // SAFETY: within the mapping, and nobody else touches this part while no send of it is posted.
        let part = unsafe {
            std::slice::from_raw_parts_mut(self.mapping.address.cast::<u8>().add(offset), length)
        };
        write(part)
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: registered once; queue pairs that used it are gone.
        unsafe { (self.verbs.dereg_mr)(self.registration) };
    }
}

fn refusal(error: &io::Error, length: usize) -> String {
    if error.raw_os_error() == Some(libc::ENOMEM) {
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: fills a value of ours.
        unsafe { libc::getrlimit(libc::RLIMIT_MEMLOCK, &mut limit) };
        return format!(
            "{} KiB of memory cannot be locked: the limit for locked memory (ulimit -l) is {} KiB",
            length / 1024,
            limit.rlim_cur / 1024,
        );
    }
    format!(
        "{} KiB of memory cannot be registered: {error}",
        length / 1024
    )
}
