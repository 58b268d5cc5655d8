use crate::argument::{Outcome, answer, fd, name, path, raw_fd};
use crate::attribute::{self, short_first};
use crate::bytes::{Bytes, Numbers};
use crate::generation::generation;
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
/// of the list of attribute names or a negated errno, generation of the inode (statEntries alone), number of the mount.
pub const STAT_SLOTS: usize = 26;
/// High and low half, as of the device major and minor.
const INODE_SLOT: usize = 4;
const DEVICE_SLOT: usize = 9;
const ERROR_SLOT: usize = 21;
const VALUE_SLOT: usize = 22;
const LIST_SLOT: usize = 23;
const GENERATION_SLOT: usize = 24;

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
/// descriptor itself): statx, one extended attribute's value, and the list of attribute names. With no attribute
/// statx alone.
///
/// In `blob` lies of each entry the list, and after it the value. Answers how many names were served: fewer
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
    if attribute.is_empty() {
        return Ok(0.0);
    }
    read_generation(directory, &entry_name, slots)?;
    read_attributes(directory, &entry_name, attribute, slots, blob)
}

fn read_generation(directory: f64, entry: &CStr, slots: &mut [f64]) -> Result<(), Errno> {
    let pair = |high: usize| (slots[high] as u64) << 32 | slots[high + 1] as u64;
    let (inode, device) = (pair(INODE_SLOT), pair(DEVICE_SLOT));
    let number = generation(raw_fd(directory)?, entry, inode, device);
    slots[GENERATION_SLOT] = f64::from(number);
    Ok(())
}

/// What is to be asked of a descriptor beside its generation: nothing, or an attribute with the list of all.
///
/// For who has its statx in `slots` already, which are filled in. Answers how many bytes of `blob` were used.
#[napi(catch_unwind)]
pub fn stat_attributes(
    descriptor: f64,
    attribute: Bytes,
    slots: Numbers,
    blob: Bytes,
    with_generation: bool,
) -> f64 {
    // SAFETY: a shared slice that is copied, and `slots` is an array of another type.
    let attribute = unsafe { attribute.shared() };
    answer((|| {
        raw_fd(descriptor)?;
        let attribute = path(attribute)?;
        let slots = slots.slice().get_mut(..STAT_SLOTS).ok_or(Errno::INVAL)?;
        if with_generation {
            read_generation(descriptor, c"", slots)?;
        }
        match attribute.is_empty() {
            true => Ok(0.0),
            false => read_attributes(descriptor, c"", &attribute, slots, blob),
        }
    })())
}

/// Fills in the value's and the list's slots, too.
fn read_attributes(
    directory: f64,
    entry_name: &CStr,
    attribute: &CStr,
    slots: &mut [f64],
    blob: Bytes,
) -> Outcome {
    let is_self = entry_name.is_empty();
    let value_into = |target: Bytes| match is_self {
        true => attribute::get(directory, attribute, target),
        false => short_first(target, |target| {
            get_of_entry(directory, entry_name, attribute, target)
        }),
    };
    let list_into = |target: Bytes| match is_self {
        true => attribute::list(directory, target),
        false => short_first(target, |target| {
            list_of_entry(directory, entry_name, target)
        }),
    };
    // The names come first: most files have none of ours, and then there is no value to ask for.
    let list = measured(blob, list_into)?;
    slots[LIST_SLOT] = list;
    let list_length = list.max(0.0);
    // SAFETY: the only slice of the blob while it lives, of what the kernel has just written.
    let names = unsafe { blob.range(0.0, list_length)?.shared() };
    let is_listed = |name: &[u8]| name == attribute.to_bytes();
    if list >= 0.0 && !names.split(|byte| *byte == 0).any(is_listed) {
        return Ok(list_length);
    }
    let rest = blob.range(list_length, blob.length as f64 - list_length)?;
    let value = measured(rest, value_into)?;
    slots[VALUE_SLOT] = value;
    Ok(list_length + value.max(0.0))
}

/// A length, or a negated errno of the attribute; NOBUFS when the blob is too small.
fn measured(blob: Bytes, read: impl FnOnce(Bytes) -> Outcome) -> Outcome {
    // A buffer of no bytes would ask for the length instead of the bytes.
    if blob.length == 0 {
        return Err(Errno::NOBUFS);
    }
    match read(blob) {
        Err(Errno::RANGE) => Err(Errno::NOBUFS),
        Err(errno) => Ok(-f64::from(errno.raw_os_error())),
        length => length,
    }
}

/// struct xattr_args of the calls that came with Linux 6.13; they have one number everywhere.
#[repr(C)]
struct AttributeArguments {
    value: u64,
    size: u32,
    flags: u32,
}
const SYS_GETXATTRAT: libc::c_long = 464;
const SYS_LISTXATTRAT: libc::c_long = 465;

fn get_of_entry(directory: f64, entry: &CStr, attribute: &CStr, target: Bytes) -> Outcome {
    let arguments = AttributeArguments {
        value: target.address as u64,
        size: u32::try_from(target.length).unwrap_or(u32::MAX),
        flags: 0,
    };
    // SAFETY: strings and struct live through the call; the kernel writes at most `size` bytes to
    // memory that Node-API vouched for.
    match attribute::answered(unsafe {
        libc::syscall(
            SYS_GETXATTRAT,
            raw_fd(directory)?,
            entry.as_ptr(),
            libc::AT_SYMLINK_NOFOLLOW,
            attribute.as_ptr(),
            &arguments,
            size_of::<AttributeArguments>(),
        ) as isize
    }) {
        // A seccomp filter of another age answers EPERM for what it does not know.
        Err(Errno::NOSYS | Errno::PERM) => {
            let path = entry_path(directory, entry)?;
            // SAFETY: as above.
            attribute::answered(unsafe {
                libc::lgetxattr(
                    path.as_ptr(),
                    attribute.as_ptr(),
                    target.address.cast(),
                    target.length,
                )
            })
        }
        result => result,
    }
}

fn list_of_entry(directory: f64, entry: &CStr, target: Bytes) -> Outcome {
    // SAFETY: as in get_of_entry.
    match attribute::answered(unsafe {
        libc::syscall(
            SYS_LISTXATTRAT,
            raw_fd(directory)?,
            entry.as_ptr(),
            libc::AT_SYMLINK_NOFOLLOW,
            target.address,
            target.length,
        ) as isize
    }) {
        Err(Errno::NOSYS | Errno::PERM) => {
            let path = entry_path(directory, entry)?;
            // SAFETY: as above.
            attribute::answered(unsafe {
                libc::llistxattr(path.as_ptr(), target.address.cast(), target.length)
            })
        }
        result => result,
    }
}

/// One checked component below a descriptor: there is nothing to climb.
fn entry_path(directory: f64, entry: &CStr) -> Result<CString, Errno> {
    let mut path = format!("/proc/self/fd/{}/", raw_fd(directory)?).into_bytes();
    path.extend_from_slice(entry.to_bytes());
    CString::new(path).map_err(|_| Errno::INVAL)
}

fn stat(directory: f64, entry: &CStr) -> Result<Statx, Errno> {
    let flags = AtFlags::EMPTY_PATH | AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::BTIME | StatxFlags::MNT_ID;
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
        0.0,
        stat.stx_mnt_id as f64,
    ];
    slots.copy_from_slice(&numbers);
}

/// block size, blocks, free, available, name length, file system type, read-only (0 or 1),
/// identity high, identity low.
#[napi(catch_unwind)]
pub fn statfs(descriptor: f64, slots: Numbers) -> f64 {
    answer((|| {
        let slots = slots.slice().get_mut(..11).ok_or(Errno::INVAL)?;
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
            stat.f_files as f64,
            stat.f_ffree as f64,
        ]);
        Ok(0.0)
    })())
}
