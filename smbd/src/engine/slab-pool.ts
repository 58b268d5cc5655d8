/**
 * Buffers for replies, by size class, so that a READ neither allocates nor zeroes its payload's memory.
 * A slab is never zeroed and never sent past what was written into it. In tests a slab is filled with 0xdd
 * before and after its use, so that a byte that nobody wrote and a view kept too long show themselves, and
 * every slab is counted out and in.
 */
import { InvariantError } from "./invariant.ts";

const CLASSES = [1024, 8 * 1024, 80 * 1024, 1024 * 1024 + 8192, 8 * 1024 * 1024 + 8192] as const;
const KEPT = [256, 128, 128, 32, 4] as const;
const POISON = 0xdd;
const TRIM_BYTES_MIN = 64 * 1024;

export class SlabPool {
  readonly #free: Uint8Array[][] = CLASSES.map(() => []);
  /** Slabs out of the pool; null outside tests. */
  readonly #out: Set<Uint8Array> | null;

  constructor(isTest = false) {
    this.#out = isTest ? new Set() : null;
  }

  /** Tests: slabs acquired and not released. */
  get outCount(): number {
    return this.#out?.size ?? 0;
  }

  /** A buffer of at least `minimum` bytes with arbitrary content. */
  acquire(minimum: number): Uint8Array {
    const index = CLASSES.findIndex((size) => size >= minimum);
    const slab = this.#free[index]?.pop() ?? new Uint8Array(CLASSES[index] ?? minimum);
    if (this.#out !== null) {
      slab.fill(POISON);
      this.#out.add(slab);
    }
    return slab;
  }

  release(slab: Uint8Array): void {
    if (this.#out !== null) {
      if (!this.#out.delete(slab)) throw new InvariantError("a slab was released twice");
      slab.fill(POISON);
    }
    const index = (CLASSES as readonly number[]).indexOf(slab.length);
    const free = this.#free[index];
    if (free !== undefined && free.length < (KEPT[index] as number)) free.push(slab);
  }

  /** It was out, and somebody may still look at it: nobody gets it again. */
  forget(slab: Uint8Array): void {
    this.#out?.delete(slab);
  }

  /** Lets the large ones go that nobody uses. */
  trim(): void {
    for (const [index, size] of CLASSES.entries()) {
      if (size > TRIM_BYTES_MIN) this.#free[index] = [];
    }
  }
}
