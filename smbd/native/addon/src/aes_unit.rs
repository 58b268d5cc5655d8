//! The processor's AES instructions, where there are any.

pub const BLOCK_BYTES: usize = 16;
pub type Block = [u8; BLOCK_BYTES];

#[cfg(target_arch = "x86_64")]
pub use x86::{RoundKeys, absorb, expand, is_there};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Block;
    use std::arch::x86_64::{
        __m128i, _mm_aesenc_si128, _mm_aesenclast_si128, _mm_aeskeygenassist_si128,
        _mm_loadu_si128, _mm_setzero_si128, _mm_shuffle_epi32, _mm_slli_si128, _mm_storeu_si128,
        _mm_xor_si128,
    };

    const ROUND_KEYS: usize = 11;

    pub type RoundKeys = [__m128i; ROUND_KEYS];

    pub fn is_there() -> bool {
        std::is_x86_feature_detected!("aes")
    }

    /// AES-128 in CBC mode without output: each state takes in the blocks of its own message.
    ///
    /// # Safety
    /// The processor has AES instructions; each pointer has `blocks` blocks to read.
    #[target_feature(enable = "aes,sse2")]
    pub unsafe fn absorb<const N: usize>(
        keys: &[&RoundKeys; N],
        states: &mut [&mut Block; N],
        data: [*const u8; N],
        blocks: usize,
    ) {
        // SAFETY: loads and stores of whole blocks where the caller has them.
        unsafe {
            let mut chains = [_mm_setzero_si128(); N];
            for lane in 0..N {
                chains[lane] = _mm_loadu_si128(states[lane].as_ptr().cast());
            }
            for block in 0..blocks {
                for lane in 0..N {
                    let bytes = _mm_loadu_si128(data[lane].cast::<__m128i>().add(block));
                    // What does not wait for the chain comes first.
                    chains[lane] = _mm_xor_si128(chains[lane], _mm_xor_si128(bytes, keys[lane][0]));
                }
                for round in 1..ROUND_KEYS - 1 {
                    for lane in 0..N {
                        chains[lane] = _mm_aesenc_si128(chains[lane], keys[lane][round]);
                    }
                }
                for lane in 0..N {
                    chains[lane] = _mm_aesenclast_si128(chains[lane], keys[lane][ROUND_KEYS - 1]);
                }
            }
            for lane in 0..N {
                _mm_storeu_si128(states[lane].as_mut_ptr().cast(), chains[lane]);
            }
        }
    }

    /// The key schedule of AES-128, FIPS 197.
    ///
    /// # Safety
    /// The processor has AES instructions.
    #[target_feature(enable = "aes,sse2")]
    pub unsafe fn expand(key: &Block) -> RoundKeys {
        // SAFETY: the instructions are there, and so are the sixteen bytes.
        unsafe {
            let first = _mm_loadu_si128(key.as_ptr().cast());
            let mut rounds = [first; ROUND_KEYS];
            macro_rules! round {
                ($number:literal, $constant:literal) => {
                    let before = rounds[$number - 1];
                    let assist = _mm_aeskeygenassist_si128::<$constant>(before);
                    rounds[$number] = next_round(before, assist);
                };
            }
            round!(1, 0x01);
            round!(2, 0x02);
            round!(3, 0x04);
            round!(4, 0x08);
            round!(5, 0x10);
            round!(6, 0x20);
            round!(7, 0x40);
            round!(8, 0x80);
            round!(9, 0x1b);
            round!(10, 0x36);
            rounds
        }
    }

    /// # Safety
    /// As above.
    #[allow(unused_unsafe)]
    #[target_feature(enable = "aes,sse2")]
    unsafe fn next_round(before: __m128i, assist: __m128i) -> __m128i {
        // SAFETY: no memory is touched.
        unsafe {
            let mut sums = before;
            for _ in 0..3 {
                sums = _mm_xor_si128(before, _mm_slli_si128::<4>(sums));
            }
            _mm_xor_si128(sums, _mm_shuffle_epi32::<0xff>(assist))
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub use none::{RoundKeys, absorb, expand, is_there};

/// Other processors: OpenSSL does it there.
#[cfg(not(target_arch = "x86_64"))]
mod none {
    use super::Block;

    pub type RoundKeys = ();

    pub fn is_there() -> bool {
        false
    }

    /// # Safety
    /// Never called: nothing is there.
    pub unsafe fn absorb<const N: usize>(
        _: &[&RoundKeys; N],
        _: &mut [&mut Block; N],
        _: [*const u8; N],
        _: usize,
    ) {
        unreachable!("no AES unit");
    }

    /// # Safety
    /// As above.
    pub unsafe fn expand(_: &Block) -> RoundKeys {
        unreachable!("no AES unit");
    }
}
