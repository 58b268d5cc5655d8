//! Files as the workloads want them, made by hand.
use crate::options::Options;
use crate::pattern;
use std::ffi::CString;
use std::fs::File;
use std::io::{Result, Write};
use std::os::fd::AsRawFd;

/// Writes a file of the pattern, or of zeros.
pub fn make(options: &mut Options) -> std::result::Result<(), String> {
    let path = options.text("path", "");
    let bytes: u64 = options.number("bytes", 0)?;
    let is_zeros = options.text("zeros", "no") == "yes";
    options.done()?;
    write(&path, bytes, is_zeros).map_err(|problem| format!("{path}: {problem}"))
}

fn write(path: &str, bytes: u64, is_zeros: bool) -> Result<()> {
    let mut file = File::create(path)?;
    let mut piece = vec![0; 1 << 20];
    let mut at = 0;
    while at < bytes {
        let length = (bytes - at).min(piece.len() as u64);
        if !is_zeros {
            pattern::fill(&mut piece, at);
        }
        file.write_all(&piece[..length as usize])?;
        at += length;
    }
    Ok(())
}

/// Fills a folder with empty files, f000000 and so on. A million take some seconds.
pub fn fill(options: &mut Options) -> std::result::Result<(), String> {
    let path = options.text("path", "");
    let count: u64 = options.number("count", 0)?;
    let owner: u32 = options.number("owner", 0)?;
    options.done()?;
    for index in 0..count {
        let file = format!("{path}/f{index:06}");
        let name = CString::new(file.as_str()).map_err(|problem| problem.to_string())?;
        // SAFETY: a string that ends in NUL, twice.
        let is_made = unsafe {
            libc::mknod(name.as_ptr(), libc::S_IFREG | 0o664, 0) == 0
                && libc::lchown(name.as_ptr(), owner, owner) == 0
                && libc::chmod(name.as_ptr(), 0o664) == 0
        };
        if !is_made {
            return Err(format!("{file}: {}", std::io::Error::last_os_error()));
        }
    }
    Ok(())
}

/// Takes a file out of the page cache.
pub fn evict(options: &mut Options) -> std::result::Result<(), String> {
    let path = options.text("path", "");
    options.done()?;
    let file = File::open(&path).map_err(|problem| format!("{path}: {problem}"))?;
    // What is not on the disk yet cannot leave memory.
    file.sync_all().map_err(|problem| format!("{path}: {problem}"))?;
    // SAFETY: no memory is passed.
    match unsafe { libc::posix_fadvise(file.as_raw_fd(), 0, 0, libc::POSIX_FADV_DONTNEED) } {
        0 => Ok(()),
        code => Err(format!("{path}: posix_fadvise {code}")),
    }
}
