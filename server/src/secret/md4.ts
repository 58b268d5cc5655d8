/**
 * MD4 (RFC 1320). OpenSSL 3 hides it, and NTLM is built on it: the NT hash is MD4 over the password.
 * Good for nothing else.
 */
export function md4(message: Uint8Array): Buffer {
  const padded = pad(message);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, padded, offset);
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeUInt32LE(word >>> 0, index * 4);
  return digest;
}

function pad(message: Uint8Array): Buffer {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = Buffer.alloc(length);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, length - 8);
  return padded;
}

type Mix = (x: number, y: number, z: number) => number;

/** RFC 1320, section 3.4: function, constant, order of words, shifts. */
const ROUNDS: readonly { mix: Mix; constant: number; order: number[]; shifts: number[] }[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function compress(state: number[], bytes: Buffer, offset: number): void {
  let [a, b, c, d] = state as [number, number, number, number];
  for (const round of ROUNDS) {
    for (const [step, word] of round.order.entries()) {
      const shift = round.shifts[step % 4] ?? 0;
      const sum =
        (a + round.mix(b, c, d) + bytes.readUInt32LE(offset + word * 4) + round.constant) | 0;
      const turned = (sum << shift) | (sum >>> (32 - shift));
      [a, b, c, d] = [d, turned, b, c];
    }
  }
  for (const [index, word] of [a, b, c, d].entries()) {
    state[index] = ((state[index] ?? 0) + word) | 0;
  }
}
