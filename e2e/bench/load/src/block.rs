//! AES block by block: CMAC, the CBC-MAC of CCM, and counter mode from any block on.
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};

pub type Block = [u8; 16];

#[derive(Clone)]
pub enum BlockKey {
    Short(Box<Aes128>),
    Long(Box<Aes256>),
}

/// As many blocks as the processor has under way at a time.
const LANES: usize = 8;

impl BlockKey {
    pub fn new(key: &[u8]) -> Self {
        match key.len() {
            16 => BlockKey::Short(Box::new(Aes128::new_from_slice(key).expect("16 bytes"))),
            _ => BlockKey::Long(Box::new(Aes256::new_from_slice(key).expect("32 bytes"))),
        }
    }

    pub fn encrypt(&self, block: &mut Block) {
        let array: &mut Array<u8, _> = block.into();
        match self {
            BlockKey::Short(key) => key.encrypt_block(array),
            BlockKey::Long(key) => key.encrypt_block(array),
        }
    }

    fn encrypt_lanes(&self, blocks: &mut [Block; LANES]) {
        let arrays = Array::cast_slice_from_core_mut(blocks.as_mut_slice());
        match self {
            BlockKey::Short(key) => key.encrypt_blocks(arrays),
            BlockKey::Long(key) => key.encrypt_blocks(arrays),
        }
    }

    /// CBC over whole blocks; the last one may be short and is filled up with zeros.
    pub fn chain(&self, state: &mut Block, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            for (to, from) in state.iter_mut().zip(chunk) {
                *to ^= from;
            }
            self.encrypt(state);
        }
    }

    /// Counter mode, the counter being the last four bytes of `first`, big-endian.
    pub fn counter(&self, first: &Block, bytes: &mut [u8]) {
        let mut number = u32::from_be_bytes(first[12..].try_into().expect("four bytes"));
        for chunk in bytes.chunks_mut(16 * LANES) {
            let mut pad = [*first; LANES];
            for block in &mut pad {
                block[12..].copy_from_slice(&number.to_be_bytes());
                number = number.wrapping_add(1);
            }
            self.encrypt_lanes(&mut pad);
            for (to, from) in chunk.iter_mut().zip(pad.as_flattened()) {
                *to ^= from;
            }
        }
    }

    /// RFC 4493.
    pub fn cmac(&self, bytes: &[u8]) -> Block {
        let mut subkey = [0; 16];
        self.encrypt(&mut subkey);
        double(&mut subkey);
        let whole = bytes.len().saturating_sub(1) / 16 * 16;
        let mut last = [0; 16];
        let rest = &bytes[whole..];
        last[..rest.len()].copy_from_slice(rest);
        if rest.len() < 16 {
            last[rest.len()] = 0x80;
            double(&mut subkey);
        }
        for (to, from) in last.iter_mut().zip(subkey) {
            *to ^= from;
        }
        let mut state = [0; 16];
        self.chain(&mut state, &bytes[..whole]);
        self.chain(&mut state, &last);
        state
    }
}

fn double(block: &mut Block) {
    let value = u128::from_be_bytes(*block);
    let carry = if value >> 127 == 1 { 0x87 } else { 0 };
    *block = ((value << 1) ^ carry).to_be_bytes();
}

#[cfg(test)]
mod tests {
    use super::BlockKey;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn cmac_is_that_of_rfc_4493() {
        let key = BlockKey::new(&hex("2b7e151628aed2a6abf7158809cf4f3c"));
        let text = hex(concat!(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
            "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
        ));
        for (length, want) in [
            (0, "bb1d6929e95937287fa37d129b756746"),
            (16, "070a16b46b4d4144f79bdd9dd04a287c"),
            (40, "dfa66747de9ae63030ca32611497c827"),
            (64, "51f0bebf7e3b9d92fc49741779363cfe"),
        ] {
            assert_eq!(key.cmac(&text[..length]).to_vec(), hex(want), "{length} bytes");
        }
    }
}
