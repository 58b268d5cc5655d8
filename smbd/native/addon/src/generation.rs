//! The number that a file system counts up when it uses an inode again.
//!
//! Only FS_IOC_GETVERSION gives it by itself, and wants the file open for that. The kernel's handle of a
//! file holds it too, and comes for a name or any descriptor; where in it depends on the file system.
//! The handle costs six times as much, and is what counts: a file system is asked the short way only
//! where both have been seen to say the same.

use crate::handle::handle_of;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::CStr;

/// Zero where there is none: the file system never uses an inode again, or does not tell.
pub fn generation(directory: i32, entry: &CStr, inode: u64, device: u64) -> u32 {
    if !entry.is_empty() {
        return of_handle(directory, entry, inode);
    }
    let agrees = AGREES.with_borrow(|agrees| agrees.get(&device).copied());
    if let (Some(true), Some(version)) = (agrees, version(directory)) {
        return version;
    }
    let generation = of_handle(directory, entry, inode);
    // Two zeros may be chance.
    if let (None, 1.., Some(version)) = (agrees, generation, version(directory)) {
        AGREES.with_borrow_mut(|agrees| {
            if agrees.len() >= DEVICES_MAX {
                agrees.clear();
            }
            agrees.insert(device, version == generation);
        });
    }
    generation
}

thread_local! {
    /// By device, whether the version of a file is the generation in its handle.
    static AGREES: RefCell<HashMap<u64, bool>> = RefCell::new(HashMap::new());
}
const DEVICES_MAX: usize = 256;

fn of_handle(directory: i32, entry: &CStr, inode: u64) -> u32 {
    handle_of(directory, entry).map_or(0, |handle| within(handle.bytes(), inode))
}

/// None of a descriptor that is a mere path, or where the file system has none.
fn version(descriptor: i32) -> Option<u32> {
    // Declared as a long, and written as an int by all that have it.
    let mut value = [0_u32; 2];
    // SAFETY: room for a long, which lives through the call.
    let result = unsafe { libc::ioctl(descriptor, libc::FS_IOC_GETVERSION, value.as_mut_ptr()) };
    (result == 0).then_some(value[0])
}

/// A handle of an unknown kind shows itself by the inode that is not where it should be.
fn within(handle: &[u8], inode: u64) -> u32 {
    let inode = inode.to_le_bytes();
    let at = |start: usize| {
        let bytes = handle
            .get(start..start + 4)
            .and_then(|four| four.try_into().ok());
        bytes.map_or(0, u32::from_ne_bytes)
    };
    match handle.len() {
        // ext4, f2fs, XFS with short numbers: inode, generation.
        8 if handle[..4] == inode[..4] && inode[4..] == [0; 4] => at(4),
        // XFS: inode in 64 bits, generation.
        12 if handle[..8] == inode => at(8),
        // tmpfs: generation, inode.
        12 if handle[4..] == inode => at(0),
        // OpenZFS: inode in 48 bits, generation.
        12 if handle[..6] == inode[..6] && inode[6..] == [0; 2] => at(6),
        // btrfs: inode, subvolume in 64 bits, generation.
        20 if handle[..8] == inode => at(16),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn each_file_system_keeps_the_generation_at_a_place_of_its_own() {
        assert_eq!(within(&[7, 0, 0, 0, 9, 1, 0, 0], 7), 0x109);
        assert_eq!(
            within(&[7, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0], 0x5_0000_0007),
            9
        );
        assert_eq!(
            within(&[9, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0], 0x5_0000_0007),
            9
        );
        assert_eq!(
            within(&[7, 0, 0, 0, 5, 0, 9, 0, 0, 0, 0, 0], 0x5_0000_0007),
            9
        );
        let mut btrfs = [0; 20];
        (btrfs[0], btrfs[8], btrfs[16]) = (7, 5, 9);
        assert_eq!(within(&btrfs, 7), 9);
    }

    #[test]
    fn a_handle_of_another_kind_or_file_has_none() {
        assert_eq!(within(&[8, 0, 0, 0, 9, 0, 0, 0], 7), 0);
        assert_eq!(within(&[7, 0, 0, 0, 9, 0, 0, 0], 0x1_0000_0007), 0);
        for length in 0..64 {
            assert_eq!(within(&vec![0; length], 7), 0);
        }
    }
}
