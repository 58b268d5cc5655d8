use crate::argument::{Outcome, answer, descriptor_path, fd, name, path, raw_fd};
use crate::bytes::{Bytes, Numbers};
use napi_derive::napi;
use rustix::fs::{AtFlags, Statx, StatxFlags};
use rustix::io::Errno;
use std::ffi::{CStr, CString};

/// Numbers per entry, in this order; times are split because nanoseconds since 1970 are no safe
/// integer, and inodes for the same reason.
///
/// mode, links, uid, gid, inode high, inode low, size, 512-byte blocks, block size, device major,
/// device minor, access s, access ns, birth s, birth ns, change s, change ns, write s, write ns,
/// statx mask, statx attributes, error, length of the attribute's value or a negated errno, length
/// of the list of attribute names or a negated errno.
pub const STAT_SLOTS: usize = 24;
const ERROR_SLOT: usize = 21;
const VALUE_SLOT: usize = 22;
const LIST_SLOT: usize = 23;

/// statx of a descriptor (empty name) or of one entry in a directory; never follows a link.
#[napi(catch_unwind)]
pub fn statx(directory: f64, entry: Bytes, slots: Numbers) -> f64 {
    // SAFETY: shared, and `slots` is an array of another type.
    let entry = unsafe { entry.shared() };
    answer((|| {
        let slots = slots.slice().get_mut(..STAT_SLOTS).ok_or(Errno::INVAL)?;
        let entry = if entry.is_empty() {
            path(entry)?
        } else {
            name(entry)?
        };
        write_stat(&stat(directory, &entry)?, slots);
        Ok(0.0)
    })())
}

/// For a row of names (each: length in 16 bits little-endian, then the bytes; no bytes for the
/// descriptor itself): statx, one extended attribute's value, and the list of attribute names.
///
/// Values and lists lie in `blob` one after the other. Answers how many names were served: fewer
/// when `blob` ran out. An entry that failed says so in its own slot.
#[napi(catch_unwind)]
pub fn stat_entries(
    directory: f64,
    names: Bytes,
    attribute: Bytes,
    slots: Numbers,
    blob: Bytes,
) -> f64 {
    // SAFETY: two shared slices, and `slots` is an array of another type.
    let (mut names, attribute) = unsafe { (names.shared(), attribute.shared()) };
    answer((|| {
        let attribute = path(attribute)?;
        let slots = slots.slice();
        let mut rest = blob;
        let mut served = 0;
        while let Some((entry, after)) = take_name(names)? {
            let slots = slots
                .get_mut(served * STAT_SLOTS..(served + 1) * STAT_SLOTS)
                .ok_or(Errno::INVAL)?;
            match stat_entry(directory, entry, &attribute, slots, rest) {
                Ok(used) => rest = rest.range(used, (rest.length as f64) - used)?,
                // What does not fit into a whole blob never will.
                Err(Errno::NOBUFS) if served > 0 => break,
                Err(errno) => slots[ERROR_SLOT] = -f64::from(errno.raw_os_error()),
            }
            names = after;
            served += 1;
        }
        Ok(served as f64)
    })())
}

/// A name and what follows it.
type Split<'a> = (&'a [u8], &'a [u8]);

fn take_name(names: &[u8]) -> Result<Option<Split<'_>>, Errno> {
    if names.is_empty() {
        return Ok(None);
    }
    let (length, rest) = names.split_first_chunk::<2>().ok_or(Errno::INVAL)?;
    let length = usize::from(u16::from_le_bytes(*length));
    rest.split_at_checked(length).map(Some).ok_or(Errno::INVAL)
}

fn stat_entry(
    directory: f64,
    entry: &[u8],
    attribute: &CStr,
    slots: &mut [f64],
    blob: Bytes,
) -> Outcome {
    let entry_name = if entry.is_empty() {
        path(entry)?
    } else {
        name(entry)?
    };
    write_stat(&stat(directory, &entry_name)?, slots);
    let path = if entry.is_empty() {
        descriptor_path(directory)?
    } else {
        // One checked component below a descriptor: there is nothing to climb.
        let mut path = format!("/proc/self/fd/{}/", raw_fd(directory)?).into_bytes();
        path.extend_from_slice(entry);
        CString::new(path).map_err(|_| Errno::INVAL)?
    };
    let is_node = entry.is_empty();
    let value = read_into(blob, |buffer| match is_node {
        true => rustix::fs::getxattr(&path, attribute, buffer),
        false => rustix::fs::lgetxattr(&path, attribute, buffer),
    })?;
    slots[VALUE_SLOT] = value;
    let used = value.max(0.0);
    let list = read_into(
        blob.range(used, blob.length as f64 - used)?,
        |buffer| match is_node {
            true => rustix::fs::listxattr(&path, buffer),
            false => rustix::fs::llistxattr(&path, buffer),
        },
    )?;
    slots[LIST_SLOT] = list;
    Ok(used + list.max(0.0))
}

/// A length, or a negated errno of the attribute; NOBUFS when the blob is too small.
fn read_into(blob: Bytes, read: impl FnOnce(&mut [u8]) -> Result<usize, Errno>) -> Outcome {
    // A buffer of no bytes would ask for the length instead of the bytes.
    if blob.length == 0 {
        return Err(Errno::NOBUFS);
    }
    // SAFETY: the caller's other slices of this call are names, which the blob must not overlap;
    // if a caller overlaps them, the kernel writes bytes that are only read as bytes.
    match read(unsafe { blob.exclusive() }) {
        Ok(length) => Ok(length as f64),
        Err(Errno::RANGE) => Err(Errno::NOBUFS),
        Err(errno) => Ok(-f64::from(errno.raw_os_error())),
    }
}

fn stat(directory: f64, entry: &CStr) -> Result<Statx, Errno> {
    let flags = AtFlags::EMPTY_PATH | AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::BTIME;
    rustix::fs::statx(fd(directory)?, entry, flags, wanted)
}

fn write_stat(stat: &Statx, slots: &mut [f64]) {
    let numbers = [
        f64::from(stat.stx_mode),
        f64::from(stat.stx_nlink),
        f64::from(stat.stx_uid),
        f64::from(stat.stx_gid),
        (stat.stx_ino >> 32) as f64,
        (stat.stx_ino & 0xffff_ffff) as f64,
        stat.stx_size as f64,
        stat.stx_blocks as f64,
        f64::from(stat.stx_blksize),
        f64::from(stat.stx_dev_major),
        f64::from(stat.stx_dev_minor),
        stat.stx_atime.tv_sec as f64,
        f64::from(stat.stx_atime.tv_nsec),
        stat.stx_btime.tv_sec as f64,
        f64::from(stat.stx_btime.tv_nsec),
        stat.stx_ctime.tv_sec as f64,
        f64::from(stat.stx_ctime.tv_nsec),
        stat.stx_mtime.tv_sec as f64,
        f64::from(stat.stx_mtime.tv_nsec),
        f64::from(stat.stx_mask),
        stat.stx_attributes.bits() as f64,
        0.0,
        -f64::from(libc::ENODATA),
        -f64::from(libc::ENODATA),
    ];
    slots.copy_from_slice(&numbers);
}

/// block size, blocks, free, available, name length, file system type, read-only (0 or 1),
/// identity high, identity low.
#[napi(catch_unwind)]
pub fn statfs(descriptor: f64, slots: Numbers) -> f64 {
    answer((|| {
        let slots = slots.slice().get_mut(..9).ok_or(Errno::INVAL)?;
        let stat = rustix::fs::fstatfs(fd(descriptor)?)?;
        let flags = rustix::fs::fstatvfs(fd(descriptor)?)?;
        let is_read_only = flags.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY);
        slots.copy_from_slice(&[
            stat.f_bsize as f64,
            stat.f_blocks as f64,
            stat.f_bfree as f64,
            stat.f_bavail as f64,
            stat.f_namelen as f64,
            stat.f_type as f64,
            f64::from(u8::from(is_read_only)),
            (flags.f_fsid >> 32) as f64,
            (flags.f_fsid & 0xffff_ffff) as f64,
        ]);
        Ok(0.0)
    })())
}
