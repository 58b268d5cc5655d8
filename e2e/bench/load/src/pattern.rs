//! What the files hold, so that any piece of one can be checked by its place alone.

/// The eight bytes at `offset`, which is a multiple of eight.
fn word(offset: u64) -> u64 {
    let mixed = (offset ^ 0x5bd1_e995_9d1c_a3b7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// Fills `bytes` as they stand in a file from `offset` on.
pub fn fill(bytes: &mut [u8], offset: u64) {
    for (index, chunk) in bytes.chunks_mut(8).enumerate() {
        let value = word(offset + 8 * index as u64).to_le_bytes();
        chunk.copy_from_slice(&value[..chunk.len()]);
    }
}

pub fn matches(bytes: &[u8], offset: u64) -> bool {
    bytes
        .chunks(8)
        .enumerate()
        .all(|(index, chunk)| word(offset + 8 * index as u64).to_le_bytes()[..chunk.len()] == *chunk)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_piece_matches_only_at_its_place() {
        let mut bytes = [0; 100];
        super::fill(&mut bytes, 4096);
        assert!(super::matches(&bytes, 4096));
        assert!(!super::matches(&bytes, 4104));
        bytes[99] ^= 1;
        assert!(!super::matches(&bytes, 4096));
    }
}
