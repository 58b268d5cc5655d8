//! AES-128-CMAC (RFC 4493) with the processor's AES instructions. Each block of a message waits for the
//! one before, so that one message alone leaves the unit idle nine tenths of the time; up to eight are
//! taken through it side by side, in the time of one.

use crate::aes_unit::{self, BLOCK_BYTES, Block, RoundKeys, absorb};
use crate::bytes::Bytes;
use std::ptr;

pub const LANES_MAX: usize = 8;

pub struct CmacKey {
    rounds: RoundKeys,
    /// For a last block that is whole, and for one that was padded.
    whole: Block,
    padded: Block,
}

/// The encrypted block of zeros; None on a processor without AES instructions.
pub fn encrypt_zeros(key: &Block) -> Option<Block> {
    if !aes_unit::is_there() {
        return None;
    }
    let mut block = [0; BLOCK_BYTES];
    // SAFETY: the processor has the instructions; one block is read.
    unsafe {
        let rounds = aes_unit::expand(key);
        absorb(
            &[&rounds],
            &mut [&mut block],
            [[0; BLOCK_BYTES].as_ptr()],
            1,
        );
    }
    Some(block)
}

impl CmacKey {
    /// None on a processor without AES instructions.
    pub fn new(key: &Block) -> Option<Self> {
        if !aes_unit::is_there() {
            return None;
        }
        // SAFETY: the processor has the instructions.
        let rounds = unsafe { aes_unit::expand(key) };
        let mut own = CmacKey {
            rounds,
            whole: [0; BLOCK_BYTES],
            padded: [0; BLOCK_BYTES],
        };
        let zeros = [0; BLOCK_BYTES];
        // SAFETY: as above; one block is read.
        unsafe { absorb(&[&own.rounds], &mut [&mut own.whole], [zeros.as_ptr()], 1) };
        own.whole = doubled(own.whole);
        own.padded = doubled(own.whole);
        Some(own)
    }

    pub fn compute(&self, parts: &[Bytes]) -> Block {
        let mut message = Message::new(parts);
        while !message.is_absorbed() {
            advance(&mut [(self, parts, &mut message)], usize::MAX);
        }
        message.finish(self, parts)
    }
}

impl Drop for CmacKey {
    fn drop(&mut self) {
        let start = ptr::from_mut(self).cast::<u8>();
        for at in 0..size_of::<CmacKey>() {
            // SAFETY: plain bytes of this value; a store that the compiler may not leave out.
            unsafe { ptr::write_volatile(start.add(at), 0) };
        }
    }
}

/// How far the MAC of one message has come. All but its last block is absorbed; that one is finished.
pub struct Message {
    state: Block,
    part: usize,
    at: usize,
    body_bytes: usize,
    /// A block that lies in two parts, joined.
    joined: Block,
}

impl Message {
    pub fn new(parts: &[Bytes]) -> Self {
        let length: usize = parts.iter().map(|part| part.length).sum();
        Message {
            state: [0; BLOCK_BYTES],
            part: 0,
            at: 0,
            body_bytes: length.saturating_sub(1) / BLOCK_BYTES * BLOCK_BYTES,
            joined: [0; BLOCK_BYTES],
        }
    }

    pub fn is_absorbed(&self) -> bool {
        self.body_bytes == 0
    }

    /// Blocks that lie side by side in memory. There is at least one: the body is not over.
    fn window(&mut self, parts: &[Bytes]) -> (*const u8, usize) {
        while self.at == parts[self.part].length {
            self.part += 1;
            self.at = 0;
        }
        let part = parts[self.part];
        let blocks = (part.length - self.at).min(self.body_bytes) / BLOCK_BYTES;
        if blocks == 0 {
            let mut joined = [0; BLOCK_BYTES];
            let (place, at) = (self.part, self.at);
            self.take(parts, &mut joined);
            // Where it is gone on from is set by `skip`, as for every window.
            (self.part, self.at, self.joined) = (place, at, joined);
            return (self.joined.as_ptr(), 1);
        }
        // SAFETY: `at` lies inside the part.
        (unsafe { part.address.add(self.at) }, blocks)
    }

    fn skip(&mut self, parts: &[Bytes], mut count: usize) {
        self.body_bytes -= count;
        while count > 0 {
            let step = count.min(parts[self.part].length - self.at);
            self.at += step;
            count -= step;
            if count > 0 {
                self.part += 1;
                self.at = 0;
            }
        }
    }

    /// Copies what comes next, as much as there is or as fits; answers how much.
    fn take(&mut self, parts: &[Bytes], target: &mut Block) -> usize {
        let mut filled = 0;
        while filled < BLOCK_BYTES && self.part < parts.len() {
            let part = parts[self.part];
            let count = (part.length - self.at).min(BLOCK_BYTES - filled);
            // SAFETY: shared, inside the part, and copied at once.
            let source = unsafe { &part.shared()[self.at..self.at + count] };
            target[filled..filled + count].copy_from_slice(source);
            filled += count;
            self.at += count;
            if self.at == part.length {
                self.part += 1;
                self.at = 0;
            }
        }
        filled
    }

    /// The MAC, when all but the last block is absorbed.
    pub fn finish(mut self, key: &CmacKey, parts: &[Bytes]) -> Block {
        let mut last = [0; BLOCK_BYTES];
        let count = self.take(parts, &mut last);
        let mask = match count {
            BLOCK_BYTES => &key.whole,
            _ => {
                last[count] = 0x80;
                &key.padded
            }
        };
        for (byte, mask) in last.iter_mut().zip(mask) {
            *byte ^= mask;
        }
        // SAFETY: whoever has a CmacKey has the instructions; one block is read.
        unsafe { absorb(&[&key.rounds], &mut [&mut self.state], [last.as_ptr()], 1) };
        self.state
    }
}

/// Takes each message on by the same number of bytes, at most about `bytes_max`. None of them is absorbed yet.
pub fn advance(lanes: &mut [(&CmacKey, &[Bytes], &mut Message)], bytes_max: usize) {
    let mut windows = [(ptr::null(), 0); LANES_MAX];
    let mut blocks = (bytes_max / BLOCK_BYTES).max(1);
    for (window, (_, parts, message)) in windows.iter_mut().zip(lanes.iter_mut()) {
        *window = message.window(parts);
        blocks = blocks.min(window.1);
    }
    match lanes.len() {
        1 => side_by_side::<1>(lanes, &windows, blocks),
        2 => side_by_side::<2>(lanes, &windows, blocks),
        3 => side_by_side::<3>(lanes, &windows, blocks),
        4 => side_by_side::<4>(lanes, &windows, blocks),
        5 => side_by_side::<5>(lanes, &windows, blocks),
        6 => side_by_side::<6>(lanes, &windows, blocks),
        7 => side_by_side::<7>(lanes, &windows, blocks),
        _ => side_by_side::<LANES_MAX>(lanes, &windows, blocks),
    }
    for (_, parts, message) in lanes {
        message.skip(parts, blocks * BLOCK_BYTES);
    }
}

fn side_by_side<const N: usize>(
    lanes: &mut [(&CmacKey, &[Bytes], &mut Message)],
    windows: &[(*const u8, usize); LANES_MAX],
    blocks: usize,
) {
    let keys: [&RoundKeys; N] = std::array::from_fn(|lane| {
        let key = lanes[lane].0;
        &key.rounds
    });
    let data: [*const u8; N] = std::array::from_fn(|lane| windows[lane].0);
    let mut lanes = lanes.iter_mut();
    let mut states: [&mut Block; N] =
        std::array::from_fn(|_| &mut lanes.next().expect("N lanes").2.state);
    // SAFETY: whoever has a CmacKey has the instructions, and every window has that many blocks.
    unsafe { absorb(&keys, &mut states, data, blocks) };
}

/// Times x in the field of CMAC, in a time that does not depend on the bytes.
fn doubled(block: Block) -> Block {
    let number = u128::from_be_bytes(block);
    let carry = (number >> 127).wrapping_neg() & 0x87;
    ((number << 1) ^ carry).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4493, section 4.
    const KEY: Block = 0x2b7e151628aed2a6abf7158809cf4f3c_u128.to_be_bytes();
    const TEXT: [u128; 4] = [
        0x6bc1bee22e409f96e93d7e117393172a,
        0xae2d8a571e03ac9c9eb76fac45af8e51,
        0x30c81c46a35ce411e5fbc1191a0a52ef,
        0xf69f2445df4f9b17ad2b417be66c3710,
    ];

    fn part(bytes: &[u8]) -> Bytes {
        Bytes {
            address: bytes.as_ptr().cast_mut(),
            length: bytes.len(),
        }
    }

    #[test]
    fn the_examples_of_the_rfc_come_out() {
        let Some(key) = CmacKey::new(&KEY) else {
            return;
        };
        let text: Vec<u8> = TEXT.iter().flat_map(|block| block.to_be_bytes()).collect();
        for (length, mac) in [
            (0, 0xbb1d6929e95937287fa37d129b756746_u128),
            (16, 0x070a16b46b4d4144f79bdd9dd04a287c),
            (40, 0xdfa66747de9ae63030ca32611497c827),
            (64, 0x51f0bebf7e3b9d92fc49741779363cfe),
        ] {
            assert_eq!(key.compute(&[part(&text[..length])]), mac.to_be_bytes());
        }
    }

    #[test]
    fn messages_side_by_side_get_the_macs_that_each_gets_alone() {
        let Some(key) = CmacKey::new(&KEY) else {
            return;
        };
        let Some(other) = CmacKey::new(&[7; BLOCK_BYTES]) else {
            return;
        };
        let text: Vec<u8> = (0..5000_u32).map(|at| (at * 7 % 251) as u8).collect();
        for count in 1..=LANES_MAX {
            let parts: Vec<[Bytes; 3]> = (0..count)
                .map(|lane| {
                    let end = 100 + lane * 613;
                    [
                        part(&text[..lane]),
                        part(&text[lane..end - 5]),
                        part(&text[end - 5..end]),
                    ]
                })
                .collect();
            let key_of = |lane: usize| if lane % 2 == 0 { &key } else { &other };
            let mut messages: Vec<Message> = parts.iter().map(|p| Message::new(p)).collect();
            while messages.iter().any(|message| !message.is_absorbed()) {
                let mut lanes: Vec<_> = messages
                    .iter_mut()
                    .enumerate()
                    .filter(|(_, message)| !message.is_absorbed())
                    .map(|(lane, message)| (key_of(lane), &parts[lane][..], message))
                    .collect();
                advance(&mut lanes, 256);
            }
            for (lane, message) in messages.into_iter().enumerate() {
                let alone = key_of(lane).compute(&[part(&text[..100 + lane * 613])]);
                assert_eq!(message.finish(key_of(lane), &parts[lane]), alone);
            }
        }
    }
}
