/** Breeds inputs for the fuzzer. Pure: the same seed gives the same inputs. */

/** A small generator with 32 bits of state (xorshift); quality hardly matters, repeatability does. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 0x9e3779b9;
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

const INPUT_BYTES_MAX = 65536;

/** A mutant of one of `corpus`, or now and then of nothing at all. */
export function mutate(random: SeededRandom, corpus: readonly Uint8Array[]): Uint8Array {
  if (corpus.length === 0 || random.below(200) === 0) return randomBytes(random, random.below(300));
  let bytes: Uint8Array = random.pick(corpus).slice();
  for (let steps = 1 + random.below(4); steps > 0; steps--) {
    bytes = random.pick(MUTATIONS)(random, bytes, corpus);
  }
  return bytes.subarray(0, INPUT_BYTES_MAX);
}

type Mutation = (
  random: SeededRandom,
  bytes: Uint8Array,
  corpus: readonly Uint8Array[],
) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  setBoundary,
  setBoundary,
  truncate,
  removeSpan,
  repeatSpan,
  insertRandom,
  splice,
];

function flipBit(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  bytes[at] = bytes[at]! ^ (1 << random.below(8));
  return bytes;
}

function setByte(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

/** Lengths, offsets and counts go wrong at their ends: 0, 1, the size itself, 2^31, 2^32 - 1. */
function setBoundary(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const width = random.pick([2, 4, 8]);
  if (bytes.length < width) return bytes;
  const at = random.below(bytes.length - width + 1);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = bytes.length;
  const left = total - at;
  const near = [0, 1, 2, 7, 8, 16, 63, 64, total - 1, total, total + 1, left, left - 1, left + 1];
  const value = random.pick([...near, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]);
  if (width === 2) data.setUint16(at, value, true);
  if (width >= 4) data.setUint32(at, value, true);
  if (width === 8)
    data.setUint32(at + 4, random.pick([0, 0, 0x1fffff, 0x200000, 0xffffffff]), true);
  return bytes;
}

function truncate(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, random.below(bytes.length + 1));
}

function removeSpan(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const from = random.below(bytes.length + 1);
  const count = random.below(Math.min(32, bytes.length - from) + 1);
  return join([bytes.subarray(0, from), bytes.subarray(from + count)]);
}

function repeatSpan(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const from = random.below(bytes.length + 1);
  const span = bytes.subarray(from, from + 1 + random.below(64));
  const times = random.pick([1, 1, 2, 3, 50]);
  const copies = Array.from({ length: times }, () => span);
  return join([bytes.subarray(0, from), ...copies, bytes.subarray(from)]);
}

function insertRandom(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const from = random.below(bytes.length + 1);
  const inserted = randomBytes(random, 1 + random.below(32));
  return join([bytes.subarray(0, from), inserted, bytes.subarray(from)]);
}

function splice(
  random: SeededRandom,
  bytes: Uint8Array,
  corpus: readonly Uint8Array[],
): Uint8Array {
  const other = random.pick(corpus);
  const head = bytes.subarray(0, random.below(bytes.length + 1));
  return join([head, other.subarray(random.below(other.length + 1))]);
}

function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
