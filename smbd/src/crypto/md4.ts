/**
 * MD4, RFC 1320: the NT hash of a password. OpenSSL 3 no longer offers it by default, hence here.
 * Meant for short inputs: the padded message is built whole.
 */
export function md4(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const data = new DataView(padded.buffer);
  data.setUint32(padded.length - 8, (message.length * 8) % 0x1_0000_0000, true);
  data.setUint32(padded.length - 4, Math.floor(message.length / 0x2000_0000), true);

  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) compress(state, data, at);

  padded.fill(0);
  const digest = new Uint8Array(16);
  const out = new DataView(digest.buffer);
  for (let i = 0; i < 4; i++) out.setInt32(4 * i, state[i]!, true);
  state.fill(0);
  return digest;
}

const BLOCK_BYTES = 64;

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  /** Which word of the block each step takes. */
  readonly words: readonly number[];
  readonly shifts: readonly [number, number, number, number];
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function compress(state: Int32Array, block: DataView, at: number): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (const { mix, constant, words, shifts } of ROUNDS) {
    for (let step = 0; step < 16; step++) {
      const word = block.getInt32(at + 4 * words[step]!, true);
      const sum = (a + mix(b, c, d) + word + constant) | 0;
      const shift = shifts[step % 4]!;
      // The four registers rotate by one place after each step.
      a = d;
      d = c;
      c = b;
      b = (sum << shift) | (sum >>> (32 - shift));
    }
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}
