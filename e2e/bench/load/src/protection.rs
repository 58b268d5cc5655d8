//! Signing and sealing: [MS-SMB2] 3.1.4.1 and 3.1.4.3.
use crate::block::{Block, BlockKey};
use crate::ghash::{Ghash, multiply};
use ring::{aead, hmac};

pub const SIGNATURE: std::ops::Range<usize> = 48..64;
pub const TRANSFORM_BYTES: usize = 52;

pub enum Signer {
    Hmac(hmac::Key),
    Cmac(BlockKey),
    Gmac { key: Box<aead::LessSafeKey>, block: BlockKey, hash: Box<Ghash> },
}

impl Signer {
    /// The algorithm by its number on the wire. [MS-SMB2] 2.2.3.1.7
    pub fn new(algorithm: u16, key: &[u8]) -> Self {
        match algorithm {
            0 => Signer::Hmac(hmac::Key::new(hmac::HMAC_SHA256, key)),
            1 => Signer::Cmac(BlockKey::new(key)),
            _ => {
                let block = BlockKey::new(key);
                Signer::Gmac { key: Box::new(gcm(key)), hash: Box::new(Ghash::new(&block)), block }
            }
        }
    }

    /// Over a message whose signature is zeros.
    fn signature(&self, message: &[u8], is_response: bool) -> Block {
        match self {
            Signer::Hmac(key) => hmac::sign(key, message).as_ref()[..16].try_into().expect("32 bytes"),
            Signer::Cmac(key) => key.cmac(message),
            Signer::Gmac { key, .. } => {
                let nonce = aead::Nonce::assume_unique_for_key(gmac_nonce(message, is_response));
                let tag = key
                    .seal_in_place_separate_tag(nonce, aead::Aad::from(message), &mut [])
                    .expect("the message is short enough");
                tag.as_ref().try_into().expect("16 bytes")
            }
        }
    }

    pub fn sign(&self, message: &mut [u8]) {
        message[16] |= 8;
        message[SIGNATURE].fill(0);
        let signature = self.signature(message, false);
        message[SIGNATURE].copy_from_slice(&signature);
    }

    /// The same for a message that ends in a payload which somebody has hashed before. Only GMAC can make use of that.
    pub fn sign_with_payload(&self, message: &mut [u8], payload: &mut Option<PayloadHash>, at: usize) {
        let Signer::Gmac { block, hash, .. } = self else { return self.sign(message) };
        message[16] |= 8;
        message[SIGNATURE].fill(0);
        let (header, rest) = message.split_at(at);
        let payload = payload.get_or_insert_with(|| PayloadHash {
            value: hash.update(0, rest),
            power: hash.power(rest.len().div_ceil(16)),
        });
        let state = multiply(hash.update(0, header), payload.power) ^ payload.value;
        let state = hash.times_h(state ^ ((message.len() as u128 * 8) << 64));
        let mut pad = [0; 16];
        pad[..12].copy_from_slice(&gmac_nonce(message, false));
        pad[15] = 1;
        block.encrypt(&mut pad);
        let signature = (u128::from_be_bytes(pad) ^ state).to_be_bytes();
        message[SIGNATURE].copy_from_slice(&signature);
    }

    pub fn verify(&self, message: &mut [u8]) -> bool {
        let given: Block = message[SIGNATURE].try_into().expect("16 bytes");
        message[SIGNATURE].fill(0);
        message[16] & 8 != 0 && self.signature(message, true) == given
    }
}

/// [MS-SMB2] 3.1.4.1: the message's id, who sent it, and whether it is a CANCEL.
fn gmac_nonce(message: &[u8], is_response: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&message[24..32]);
    let is_cancel = message[12] == 12;
    nonce[8] = u8::from(is_response) | (u8::from(is_cancel) << 1);
    nonce
}

/// What a payload that stays the same adds to each GMAC over it.
pub struct PayloadHash {
    value: u128,
    power: u128,
}

/// One direction of a session.
pub enum Sealer {
    Gcm { key: Box<aead::LessSafeKey>, block: BlockKey },
    Ccm { block: BlockKey },
}

impl Sealer {
    /// The cipher by its number on the wire. [MS-SMB2] 2.2.3.1.2
    pub fn new(cipher: u16, key: &[u8]) -> Self {
        let block = BlockKey::new(key);
        match cipher {
            2 | 4 => Sealer::Gcm { key: Box::new(gcm(key)), block },
            _ => Sealer::Ccm { block },
        }
    }

    pub fn key_bytes(cipher: u16) -> usize {
        if cipher > 2 { 32 } else { 16 }
    }

    /// `frame` is room for the transform header and then the message.
    pub fn seal(&self, frame: &mut [u8], number: u64, session_id: u64) {
        let (header, message) = frame.split_at_mut(TRANSFORM_BYTES);
        header.fill(0);
        header[..4].copy_from_slice(b"\xfdSMB");
        header[20..28].copy_from_slice(&number.to_le_bytes());
        header[36..40].copy_from_slice(&(message.len() as u32).to_le_bytes());
        header[42] = 1;
        header[44..52].copy_from_slice(&session_id.to_le_bytes());
        let tag = match self {
            Sealer::Gcm { key, .. } => {
                let tag = key
                    .seal_in_place_separate_tag(nonce(header), aead::Aad::from(&header[20..]), message)
                    .expect("the message is short enough");
                tag.as_ref().try_into().expect("16 bytes")
            }
            Sealer::Ccm { block } => {
                let tag = ccm_tag(block, header, message);
                block.counter(&ccm_counter(header, 1), message);
                tag
            }
        };
        header[4..20].copy_from_slice(&tag);
    }

    /// Opens and checks a whole message in place.
    pub fn open(&self, frame: &mut [u8]) -> bool {
        let (header, message) = frame.split_at_mut(TRANSFORM_BYTES);
        match self {
            Sealer::Gcm { key, .. } => {
                let tag: Block = header[4..20].try_into().expect("16 bytes");
                key.open_in_place_separate_tag(nonce(header), aead::Aad::from(&header[20..]), tag.into(), message, 0..)
                    .is_ok()
            }
            Sealer::Ccm { block } => {
                block.counter(&ccm_counter(header, 1), message);
                ccm_tag(block, header, message) == header[4..20]
            }
        }
    }

    /// Deciphers the beginning of a message, and checks nothing: to see what a reply says without paying for the rest.
    pub fn peek(&self, frame: &mut [u8]) {
        let (header, message) = frame.split_at_mut(TRANSFORM_BYTES);
        match self {
            Sealer::Gcm { block, .. } => {
                let mut first = [0; 16];
                first[..12].copy_from_slice(&header[20..32]);
                first[15] = 2;
                block.counter(&first, message);
            }
            Sealer::Ccm { block } => block.counter(&ccm_counter(header, 1), message),
        }
    }
}

fn gcm(key: &[u8]) -> aead::LessSafeKey {
    let algorithm = if key.len() == 32 { &aead::AES_256_GCM } else { &aead::AES_128_GCM };
    aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, key).expect("the key has the length"))
}

fn nonce(header: &[u8]) -> aead::Nonce {
    aead::Nonce::assume_unique_for_key(header[20..32].try_into().expect("12 bytes"))
}

/// RFC 3610 with a nonce of 11 bytes, so that 4 count the bytes and the blocks.
fn ccm_counter(header: &[u8], number: u32) -> Block {
    let mut block = [0; 16];
    block[0] = 3;
    block[1..12].copy_from_slice(&header[20..31]);
    block[12..].copy_from_slice(&number.to_be_bytes());
    block
}

fn ccm_tag(block: &BlockKey, header: &[u8], message: &[u8]) -> Block {
    let mut state = ccm_counter(header, message.len() as u32);
    state[0] = 0x7b;
    block.encrypt(&mut state);
    let mut associated = [0; 34];
    associated[1] = 32;
    associated[2..].copy_from_slice(&header[20..]);
    block.chain(&mut state, &associated);
    block.chain(&mut state, message);
    block.counter(&ccm_counter(header, 0), &mut state);
    state
}

#[cfg(test)]
mod tests {
    use super::{SIGNATURE, Sealer, Signer, TRANSFORM_BYTES};

    #[test]
    fn a_gmac_from_a_hashed_payload_is_the_one_over_everything() {
        let signer = Signer::new(2, &[9; 16]);
        for length in [16, 4096, 65_536] {
            let mut message: Vec<u8> = (0..112 + length).map(|at| (at * 7) as u8).collect();
            let mut payload = None;
            for id in 0..3 {
                message[24] = id;
                signer.sign_with_payload(&mut message, &mut payload, 112);
                let short_cut = message.clone();
                signer.sign(&mut message);
                assert_eq!(message[SIGNATURE], short_cut[SIGNATURE], "{length} bytes, message {id}");
            }
        }
    }

    #[test]
    fn what_is_sealed_opens_and_what_is_changed_does_not() {
        for cipher in 1..=4 {
            let sealer = Sealer::new(cipher, &vec![7; Sealer::key_bytes(cipher)]);
            let mut frame = vec![0x5a; TRANSFORM_BYTES + 1000];
            sealer.seal(&mut frame, 1, 9);
            let mut peeked = frame[..TRANSFORM_BYTES + 70].to_vec();
            sealer.peek(&mut peeked);
            assert_eq!(peeked[TRANSFORM_BYTES..], [0x5a; 70]);
            let mut damaged = frame.clone();
            damaged[TRANSFORM_BYTES + 500] ^= 1;
            assert!(!sealer.open(&mut damaged));
            assert!(sealer.open(&mut frame));
            assert!(frame[TRANSFORM_BYTES..].iter().all(|byte| *byte == 0x5a));
        }
    }
}
