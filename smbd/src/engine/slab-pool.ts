/**
 * Buffers for replies, by size class, so that a READ neither allocates nor zeroes its payload's memory.
 * A slab is never zeroed and never sent past what was written into it. In tests a released slab is filled
 * with 0xdd, so that a view kept too long shows itself.
 */
const CLASSES = [1024, 8 * 1024, 80 * 1024, 1024 * 1024 + 8192, 8 * 1024 * 1024 + 8192] as const;
const KEPT = [256, 128, 128, 32, 4] as const;

export class SlabPool {
  readonly #free: Uint8Array[][] = CLASSES.map(() => []);
  readonly #poisons: boolean;

  constructor(poisons = false) {
    this.#poisons = poisons;
  }

  /** A buffer of at least `minimum` bytes with arbitrary content. */
  acquire(minimum: number): Uint8Array {
    const index = CLASSES.findIndex((size) => size >= minimum);
    if (index < 0) return new Uint8Array(minimum);
    return this.#free[index]?.pop() ?? new Uint8Array(CLASSES[index] as number);
  }

  release(slab: Uint8Array): void {
    if (this.#poisons) slab.fill(0xdd);
    const index = (CLASSES as readonly number[]).indexOf(slab.length);
    const free = this.#free[index];
    if (free !== undefined && free.length < (KEPT[index] as number)) free.push(slab);
  }
}
