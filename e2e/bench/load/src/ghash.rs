//! The hash of GCM over messages whose payload stays the same. It is a polynomial in the key's H, so that what the payload adds
//! to it is computed once, and each signature costs the header's few blocks, whatever the payload's length. A client's cost is
//! not what is measured.
use crate::block::{Block, BlockKey};

pub struct Ghash {
    h: u128,
    /// Multiples of H by each half byte, and what a shift by four bits gives back.
    table: [u128; 16],
}

impl Ghash {
    pub fn new(key: &BlockKey) -> Self {
        let mut block = [0; 16];
        key.encrypt(&mut block);
        let h = u128::from_be_bytes(block);
        let mut table = [0; 16];
        // Bits are reflected: 8 stands for 1.
        table[8] = h;
        for index in [4, 2, 1] {
            table[index] = halve(table[2 * index]);
        }
        for index in 1..16usize {
            if !index.is_power_of_two() {
                let low = index & index.wrapping_neg();
                table[index] = table[low] ^ table[index ^ low];
            }
        }
        Ghash { h, table }
    }

    /// Over blocks; the last one may be short.
    pub fn update(&self, mut state: u128, bytes: &[u8]) -> u128 {
        for chunk in bytes.chunks(16) {
            let mut block: Block = [0; 16];
            block[..chunk.len()].copy_from_slice(chunk);
            state = self.times_h(state ^ u128::from_be_bytes(block));
        }
        state
    }

    /// H to the power of so many blocks: what a state before them is multiplied with.
    pub fn power(&self, mut blocks: usize) -> u128 {
        // 1, with its bits reflected.
        let (mut base, mut result) = (self.h, 1 << 127);
        while blocks > 0 {
            if blocks & 1 == 1 {
                result = multiply(result, base);
            }
            base = multiply(base, base);
            blocks >>= 1;
        }
        result
    }

    pub fn times_h(&self, value: u128) -> u128 {
        let mut result = 0;
        for shift in (0..128).step_by(4) {
            result = shift_four(result) ^ self.table[(value >> shift) as usize & 15];
        }
        result
    }
}

fn halve(value: u128) -> u128 {
    (value >> 1) ^ if value & 1 == 1 { 0xe1 << 120 } else { 0 }
}

fn shift_four(value: u128) -> u128 {
    halve(halve(halve(halve(value))))
}

pub fn multiply(left: u128, right: u128) -> u128 {
    let (mut result, mut multiple) = (0, right);
    for bit in (0..128).rev() {
        if left >> bit & 1 == 1 {
            result ^= multiple;
        }
        multiple = halve(multiple);
    }
    result
}
