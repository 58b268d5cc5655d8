//! Memory that is held and not needed: by the allocator after it was freed, and by the program for what is over.

use napi_derive::napi;
use std::fs;

/// Gives freed memory back to the kernel: some milliseconds, for when nobody waits.
#[napi(catch_unwind)]
pub fn release_memory() {
    #[cfg(target_env = "gnu")]
    // SAFETY: takes the allocator's own locks, and touches what is free alone.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Leaves the program's own file to the page cache, as far as it is mapped unchanged. Most of it was for the start.
/// What is needed comes back without a copy, sixteen pages at a time. Answers how many bytes were left.
#[napi(catch_unwind)]
pub fn release_program() -> f64 {
    let (Ok(program), Ok(mappings)) = (
        fs::read_link("/proc/self/exe"),
        fs::read_to_string("/proc/self/smaps"),
    ) else {
        return 0.0;
    };
    let ranges = unchanged_ranges(&mappings, &program.to_string_lossy());
    let mut released = 0;
    for (start, end) in ranges {
        let length = end - start;
        // SAFETY: pages that nobody can write to, and of which no private copy was made: what is read there
        // next is what was read there before, from the file.
        if unsafe { libc::madvise(start as *mut _, length, libc::MADV_DONTNEED) } == 0 {
            released += length;
        }
    }
    released as f64
}

/// Of `program`, mapped to be read or run, with no page that differs from the file: neither in memory nor swapped out,
/// where "Anonymous" counts none of them.
fn unchanged_ranges(mappings: &str, program: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut current = None;
    for line in mappings.lines() {
        if let Some(range) = range_of(line) {
            current = is_program(line, program).then_some(range);
        } else if let Some(count) = line.strip_prefix("Anonymous:") {
            current = current.filter(|_| count.trim() == "0 kB");
        } else if let Some(count) = line.strip_prefix("Swap:") {
            found.extend(current.take().filter(|_| count.trim() == "0 kB"));
        }
    }
    found
}

/// "55e0a000-55e0b000 r-xp 00001000 fe:00 1234    /usr/bin/node"
fn range_of(line: &str) -> Option<(usize, usize)> {
    let (start, end) = line.split_ascii_whitespace().next()?.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    Some((address(start)?, address(end)?))
}

fn is_program(line: &str, program: &str) -> bool {
    let mut fields = line.split_ascii_whitespace();
    let rights = fields.nth(1).unwrap_or_default();
    let path = line.find('/').map_or("", |at| &line[at..]);
    rights.starts_with("r-") && path == program
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_equals_the_file_is_left() {
        let mappings = "\
00400000-00500000 r--p 00000000 fe:00 7                    /opt/my node/bin/node
Rss:                 900 kB
Anonymous:             0 kB
KSM:                   0 kB
Swap:                  0 kB
SwapPss:               0 kB
00500000-00900000 r-xp 00100000 fe:00 7                    /opt/my node/bin/node
Anonymous:             0 kB
Swap:                  0 kB
00900000-00a00000 r--p 00500000 fe:00 7                    /opt/my node/bin/node
Anonymous:            96 kB
Swap:                  0 kB
00a00000-00b00000 rw-p 00600000 fe:00 7                    /opt/my node/bin/node
Anonymous:             0 kB
Swap:                  0 kB
00b00000-00c00000 rw-p 00000000 00:00 0                    [heap]
Anonymous:             0 kB
Swap:                  0 kB
00c00000-00d00000 r--p 00700000 fe:00 7                    /opt/my node/bin/node
Anonymous:             0 kB
Swap:                 96 kB
7f000000-7f100000 r-xp 00000000 fe:00 9                    /usr/lib/libc.so.6
Anonymous:             0 kB
Swap:                  0 kB
7f200000-7f300000 rw-p 00000000 00:00 0
Anonymous:             0 kB
Swap:                  0 kB
";
        assert_eq!(
            unchanged_ranges(mappings, "/opt/my node/bin/node"),
            [(0x40_0000, 0x50_0000), (0x50_0000, 0x90_0000)]
        );
    }
}
