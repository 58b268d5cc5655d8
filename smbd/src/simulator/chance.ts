/**
 * Choices that a seed repeats. Every step of a run has choices of its own, made from the seed and its number: a
 * step that is left out when a failure is made smaller leaves the choices of the others as they were.
 */
export class Chance {
  #state: number;

  constructor(seed: number, step = 0) {
    this.#state = scramble(scramble(seed >>> 0) ^ Math.imul(step + 1, 0x9e3779b1));
  }

  /** 32 bits. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return scramble(this.#state);
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * count);
  }

  /** True in `percent` of a hundred cases. */
  isLikely(percent: number): boolean {
    return this.next() < (percent / 100) * 0x1_0000_0000;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError("nothing to choose from");
    return list[this.below(list.length)] as T;
  }

  /** By weight; a weight of zero is never chosen. */
  weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
    let at = this.below(list.reduce((sum, { weight }) => sum + weight, 0));
    for (const one of list) {
      at -= one.weight;
      if (at < 0) return one;
    }
    throw new RangeError("nothing to choose from");
  }

  hex(byteCount: number): string {
    let text = "";
    while (text.length < 2 * byteCount) text += this.next().toString(16).padStart(8, "0");
    return text.slice(0, 2 * byteCount);
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next() & 0xff;
  }
}

/** The finalizer of MurmurHash3: every bit of the input moves half of the output. */
function scramble(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
