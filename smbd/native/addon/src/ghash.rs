//! AES-GMAC of long messages, with the processor's carry-less multiplication two blocks at a time
//! (VPCLMULQDQ). OpenSSL has that for processors with AVX-512 only.
//!
//! NIST SP 800-38D. GHASH counts bits the other way round than the instruction does. RFC 8452, appendix A,
//! has it as a hash that does not: of blocks with their bytes reversed, under x times the reversed key.

use crate::bytes::Bytes;

pub const BLOCK_BYTES: usize = 16;

/// Blocks that are multiplied by their powers of H before one reduction.
const STRIDE_BLOCKS: usize = 16;

pub struct GhashKey {
    powers: Powers,
}

struct Powers {
    /// The key to the 16th … 1st: those for the first block of a stride first.
    whole: [u128; STRIDE_BLOCKS],
    /// The sum of the halves of each of them, in both halves.
    folded: [u128; STRIDE_BLOCKS],
}

impl GhashKey {
    /// `hash_key` is the encrypted block of zeros. None on a processor that cannot.
    pub fn new(hash_key: [u8; BLOCK_BYTES]) -> Option<Self> {
        if !unit::is_there() {
            return None;
        }
        let first = times_x(u128::from_be_bytes(hash_key));
        let mut whole = [first; STRIDE_BLOCKS];
        for at in (0..STRIDE_BLOCKS - 1).rev() {
            // SAFETY: the processor has the instructions.
            whole[at] = unsafe { unit::multiply(whole[at + 1], first) };
        }
        let folded = whole.map(|power| power ^ power.rotate_left(64));
        let powers = Powers { whole, folded };
        Some(GhashKey { powers })
    }

    /// Over the parts as if they were joined, padded, with the block of lengths.
    pub fn hash(&self, parts: &[Bytes]) -> [u8; BLOCK_BYTES] {
        let mut hashing = self.begin();
        for part in parts {
            // SAFETY: shared; nothing is written meanwhile.
            hashing.take(unsafe { part.shared() });
        }
        hashing.finish()
    }

    pub fn begin(&self) -> Hashing<'_> {
        Hashing {
            key: self,
            state: 0,
            length: 0,
            carried: [0; BLOCK_BYTES],
            carried_count: 0,
        }
    }

    /// `blocks` is a whole number of blocks.
    fn absorb(&self, state: u128, blocks: &[u8]) -> u128 {
        // SAFETY: whoever has a GhashKey has the instructions.
        unsafe { unit::absorb(&self.powers, state, blocks) }
    }
}

/// A hash under way.
pub struct Hashing<'a> {
    key: &'a GhashKey,
    state: u128,
    length: usize,
    /// What came after the last whole block.
    carried: [u8; BLOCK_BYTES],
    carried_count: usize,
}

impl Hashing<'_> {
    pub fn take(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len();
        if self.carried_count > 0 {
            let count = bytes.len().min(BLOCK_BYTES - self.carried_count);
            let end = self.carried_count + count;
            self.carried[self.carried_count..end].copy_from_slice(&bytes[..count]);
            self.carried_count = end;
            bytes = &bytes[count..];
            if end < BLOCK_BYTES {
                return;
            }
            self.state = self.key.absorb(self.state, &self.carried);
        }
        let whole = bytes.len() / BLOCK_BYTES * BLOCK_BYTES;
        self.state = self.key.absorb(self.state, &bytes[..whole]);
        self.carried_count = bytes.len() - whole;
        self.carried[..self.carried_count].copy_from_slice(&bytes[whole..]);
    }

    pub fn finish(mut self) -> [u8; BLOCK_BYTES] {
        if self.carried_count > 0 {
            self.carried[self.carried_count..].fill(0);
            self.state = self.key.absorb(self.state, &self.carried);
        }
        // All of it is associated data; the length of the text, in the lower half, is 0.
        let lengths = (self.length as u128 * 8) << 64;
        let state = self.key.absorb(self.state, &lengths.to_be_bytes());
        state.to_be_bytes()
    }
}

impl Drop for GhashKey {
    fn drop(&mut self) {
        let Powers { whole, folded } = &mut self.powers;
        for power in whole.iter_mut().chain(folded) {
            // SAFETY: a plain store that the compiler may not leave out.
            unsafe { std::ptr::write_volatile(power, 0) };
        }
    }
}

/// Times x, as RFC 8452 has it, in a time that does not depend on the value.
fn times_x(value: u128) -> u128 {
    (value << 1) ^ ((value >> 127).wrapping_neg() & POLYNOMIAL)
}

/// x^128 + x^127 + x^126 + x^121 + 1, without its highest term.
const POLYNOMIAL: u128 = 0xc200_0000_0000_0000_0000_0000_0000_0001;

#[cfg(target_arch = "x86_64")]
mod unit {
    use super::{BLOCK_BYTES, POLYNOMIAL, Powers, STRIDE_BLOCKS};
    use std::arch::asm;
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_clmulepi64_si128, _mm_loadu_si128, _mm_set_epi64x, _mm_setzero_si128,
        _mm_shuffle_epi32, _mm_slli_si128, _mm_srli_si128, _mm_storeu_si128, _mm_xor_si128,
        _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_loadu_si256, _mm256_set_epi64x,
        _mm256_set_m128i, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_shuffle_epi32,
        _mm256_xor_si256,
    };

    pub fn is_there() -> bool {
        std::is_x86_feature_detected!("avx2")
            && std::is_x86_feature_detected!("pclmulqdq")
            && std::is_x86_feature_detected!("vpclmulqdq")
    }

    /// # Safety
    /// The processor has what `is_there` looks for.
    #[target_feature(enable = "avx2,pclmulqdq")]
    pub unsafe fn multiply(left: u128, right: u128) -> u128 {
        // SAFETY: no memory but the two numbers.
        unsafe {
            let mut sums = Sums::new();
            let folded = right ^ right.rotate_left(64);
            sums.add(
                alone(load(&left)),
                alone(load(&right)),
                alone(load(&folded)),
            );
            sums.reduce()
        }
    }

    /// # Safety
    /// As above; `blocks` is a whole number of blocks.
    #[target_feature(enable = "avx2,pclmulqdq")]
    pub unsafe fn absorb(powers: &Powers, mut state: u128, blocks: &[u8]) -> u128 {
        let mut strides = blocks.chunks_exact(STRIDE_BLOCKS * BLOCK_BYTES);
        for stride in &mut strides {
            // SAFETY: as many blocks as there are powers.
            unsafe {
                let mut sums = Sums::new();
                // What came before joins the first block.
                let mut before = alone(load(&state));
                for at in (0..STRIDE_BLOCKS).step_by(2) {
                    let pair = _mm256_loadu_si256(stride.as_ptr().add(at * BLOCK_BYTES).cast());
                    sums.add(
                        _mm256_xor_si256(reversed(pair), before),
                        _mm256_loadu_si256(powers.whole.as_ptr().add(at).cast()),
                        _mm256_loadu_si256(powers.folded.as_ptr().add(at).cast()),
                    );
                    before = _mm256_setzero_si256();
                }
                state = sums.reduce();
            }
        }
        let stride = strides.remainder();
        if !stride.is_empty() {
            let count = stride.len() / BLOCK_BYTES;
            let whole = &powers.whole[STRIDE_BLOCKS - count..];
            let folded = &powers.folded[STRIDE_BLOCKS - count..];
            // SAFETY: whole blocks inside `stride`, and as many powers.
            unsafe {
                let mut sums = Sums::new();
                // What came before joins the first block.
                let mut before = alone(load(&state));
                let odd = count % 2;
                if odd == 1 {
                    let block = alone(_mm_loadu_si128(stride.as_ptr().cast()));
                    let reversed = _mm256_xor_si256(reversed(block), before);
                    sums.add(reversed, alone(load(&whole[0])), alone(load(&folded[0])));
                    before = _mm256_setzero_si256();
                }
                for at in (odd..count).step_by(2) {
                    let pair = _mm256_loadu_si256(stride.as_ptr().add(at * BLOCK_BYTES).cast());
                    let reversed = _mm256_xor_si256(reversed(pair), before);
                    sums.add(
                        reversed,
                        _mm256_loadu_si256(whole.as_ptr().add(at).cast()),
                        _mm256_loadu_si256(folded.as_ptr().add(at).cast()),
                    );
                    before = _mm256_setzero_si256();
                }
                state = sums.reduce();
            }
        }
        state
    }

    /// The parts of products, added up by two lanes; reduced once in the end.
    struct Sums {
        low: __m256i,
        middle: __m256i,
        high: __m256i,
    }

    #[allow(unused_unsafe)]
    impl Sums {
        #[inline]
        #[target_feature(enable = "avx2")]
        unsafe fn new() -> Self {
            // SAFETY: no memory is touched, here and below.
            unsafe {
                let zero = _mm256_setzero_si256();
                Sums {
                    low: zero,
                    middle: zero,
                    high: zero,
                }
            }
        }

        /// Three products in place of four, as Karatsuba has it; `folded` is of `right`.
        #[inline]
        #[target_feature(enable = "avx2")]
        unsafe fn add(&mut self, left: __m256i, right: __m256i, folded: __m256i) {
            // SAFETY: as above.
            unsafe {
                let halves = _mm256_xor_si256(left, _mm256_shuffle_epi32::<0x4e>(left));
                self.low = _mm256_xor_si256(self.low, product::<0x00>(left, right));
                self.middle = _mm256_xor_si256(self.middle, product::<0x00>(halves, folded));
                self.high = _mm256_xor_si256(self.high, product::<0x11>(left, right));
            }
        }

        /// Times x^-128, modulo the polynomial.
        #[inline]
        #[target_feature(enable = "avx2,pclmulqdq")]
        unsafe fn reduce(self) -> u128 {
            // SAFETY: as above; the store is to a local.
            unsafe {
                let (low, high) = (both(self.low), both(self.high));
                let middle = _mm_xor_si128(both(self.middle), _mm_xor_si128(low, high));
                let low = _mm_xor_si128(low, _mm_slli_si128::<8>(middle));
                let high = _mm_xor_si128(high, _mm_srli_si128::<8>(middle));
                let polynomial = _mm_set_epi64x(0, (POLYNOMIAL >> 64) as i64);
                let fold = |value: __m128i| {
                    let product = _mm_clmulepi64_si128::<0x00>(value, polynomial);
                    _mm_xor_si128(_mm_shuffle_epi32::<0x4e>(value), product)
                };
                let reduced = _mm_xor_si128(fold(fold(low)), high);
                let mut state = 0_u128;
                _mm_storeu_si128((&raw mut state).cast(), reduced);
                state
            }
        }
    }

    /// Of the halves of each lane that the number names. The compiler knows this instruction by a name only
    /// from 1.89 on.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn product<const HALVES: u8>(left: __m256i, right: __m256i) -> __m256i {
        let result: __m256i;
        // SAFETY: registers alone; the processor has the instruction.
        unsafe {
            asm!(
                "vpclmulqdq {result}, {left}, {right}, {halves}",
                result = lateout(ymm_reg) result,
                left = in(ymm_reg) left,
                right = in(ymm_reg) right,
                halves = const HALVES,
                options(pure, nomem, nostack, preserves_flags),
            );
        }
        result
    }

    #[inline]
    #[allow(unused_unsafe)]
    #[target_feature(enable = "avx2")]
    unsafe fn both(lanes: __m256i) -> __m128i {
        // SAFETY: registers alone.
        unsafe {
            _mm_xor_si128(
                _mm256_castsi256_si128(lanes),
                _mm256_extracti128_si256::<1>(lanes),
            )
        }
    }

    #[inline]
    #[allow(unused_unsafe)]
    #[target_feature(enable = "avx2")]
    unsafe fn alone(lane: __m128i) -> __m256i {
        // SAFETY: registers alone.
        unsafe { _mm256_set_m128i(_mm_setzero_si128(), lane) }
    }

    #[inline]
    #[allow(unused_unsafe)]
    #[target_feature(enable = "avx2")]
    unsafe fn load(number: &u128) -> __m128i {
        // SAFETY: sixteen bytes are there.
        unsafe { _mm_loadu_si128(std::ptr::from_ref(number).cast()) }
    }

    /// The bytes of each lane the other way round.
    #[inline]
    #[allow(unused_unsafe)]
    #[target_feature(enable = "avx2")]
    unsafe fn reversed(lanes: __m256i) -> __m256i {
        let (upper, lower) = (0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f);
        // SAFETY: registers alone.
        unsafe { _mm256_shuffle_epi8(lanes, _mm256_set_epi64x(upper, lower, upper, lower)) }
    }
}

/// Other processors: OpenSSL does it there.
#[cfg(not(target_arch = "x86_64"))]
mod unit {
    use super::Powers;

    pub fn is_there() -> bool {
        false
    }

    /// # Safety
    /// Never called: nothing is there.
    pub unsafe fn multiply(_: u128, _: u128) -> u128 {
        unreachable!("no unit")
    }

    /// # Safety
    /// As above.
    pub unsafe fn absorb(_: &Powers, _: u128, _: &[u8]) -> u128 {
        unreachable!("no unit")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(bytes: &[u8]) -> Bytes {
        Bytes {
            address: bytes.as_ptr().cast_mut(),
            length: bytes.len(),
        }
    }

    /// Bit by bit, as SP 800-38D 6.3 and 6.4 have it.
    fn plainly(hash_key: u128, bytes: &[u8]) -> u128 {
        let times = |left: u128, right: u128| {
            let (mut product, mut factor) = (0, right);
            for bit in (0..128).rev() {
                if left >> bit & 1 == 1 {
                    product ^= factor;
                }
                let falls_out = factor & 1;
                factor = (factor >> 1) ^ (falls_out * (0xe1 << 120));
            }
            product
        };
        let mut state = 0;
        for chunk in bytes.chunks(BLOCK_BYTES) {
            let mut block = [0; BLOCK_BYTES];
            block[..chunk.len()].copy_from_slice(chunk);
            state = times(state ^ u128::from_be_bytes(block), hash_key);
        }
        times(state ^ ((bytes.len() as u128 * 8) << 64), hash_key)
    }

    #[test]
    fn every_length_and_every_cut_hashes_as_the_definition_says() {
        let hash_key = 0x66e94bd4ef8a2c3b884cfa59ca342b2e_u128;
        let Some(key) = GhashKey::new(hash_key.to_be_bytes()) else {
            return;
        };
        let text: Vec<u8> = (0..1200_u32).map(|at| (at * 131 % 253) as u8).collect();
        for length in (0..700).chain([1024, 1199]) {
            let expected = plainly(hash_key, &text[..length]).to_be_bytes();
            assert_eq!(
                key.hash(&[part(&text[..length])]),
                expected,
                "{length} bytes"
            );
            let (first, second) = (length / 3, length / 3 + length / 7);
            let parts = [
                part(&text[..first]),
                part(&[]),
                part(&text[first..second]),
                part(&text[second..length]),
            ];
            assert_eq!(key.hash(&parts), expected, "{length} bytes in parts");
        }
    }
}
