/**
 * A map that never changes: another one, with a few entries changed, shares all but the slices that these lie in. A
 * hundred thousand entries lie in slices of some fifty, so that a change copies one of them and the list of slices.
 */
export class SlicedMap<Key extends string | number, Value> {
  readonly size: number;
  readonly #slices: readonly ReadonlyMap<Key, Value>[];

  private constructor(slices: readonly ReadonlyMap<Key, Value>[], size: number) {
    this.#slices = slices;
    this.size = size;
  }

  static of<Key extends string | number, Value>(
    entries: Iterable<readonly [Key, Value]>,
    expectedCount: number,
  ): SlicedMap<Key, Value> {
    const filling = new FillingMap<Key, Value>(expectedCount);
    for (const [key, value] of entries) filling.set(key, value);
    return filling.whole();
  }

  /** Of slices that nobody changes any more. */
  static ofSlices<Key extends string | number, Value>(
    slices: readonly ReadonlyMap<Key, Value>[],
    size: number,
  ): SlicedMap<Key, Value> {
    return new SlicedMap(slices, size);
  }

  get(key: Key): Value | undefined {
    return this.#slices[sliceOf(key, this.#slices.length)]!.get(key);
  }

  has(key: Key): boolean {
    return this.#slices[sliceOf(key, this.#slices.length)]!.has(key);
  }

  *[Symbol.iterator](): Generator<readonly [Key, Value]> {
    for (const slice of this.#slices) yield* slice;
  }

  /** What is undefined is taken away. */
  with(changes: ReadonlyMap<Key, Value | undefined>): SlicedMap<Key, Value> {
    if (changes.size === 0) return this;
    const slices = [...this.#slices];
    const copied = new Set<number>();
    let { size } = this;
    for (const [key, value] of changes) {
      const at = sliceOf(key, slices.length);
      const slice = copied.has(at) ? (slices[at] as Map<Key, Value>) : new Map(slices[at]);
      copied.add(at);
      slices[at] = slice;
      size -= slice.size;
      if (value === undefined) slice.delete(key);
      else slice.set(key, value);
      size += slice.size;
    }
    const changed = new SlicedMap(slices, size);
    // One that grew a lot is cut anew: once in so many changes that each of them pays little of it.
    const isCrowded = size > CROWDED_FACTOR * ENTRIES_PER_SLICE * slices.length;
    return isCrowded ? SlicedMap.of(changed, size) : changed;
  }
}

/** While it is being made. */
export class FillingMap<Key extends string | number, Value> {
  readonly #slices: Map<Key, Value>[];
  #size = 0;

  constructor(expectedCount: number) {
    let count = 1;
    while (count * ENTRIES_PER_SLICE < expectedCount) count *= 2;
    this.#slices = Array.from({ length: count }, () => new Map());
  }

  get(key: Key): Value | undefined {
    return this.#slices[sliceOf(key, this.#slices.length)]!.get(key);
  }

  set(key: Key, value: Value): void {
    const slice = this.#slices[sliceOf(key, this.#slices.length)]!;
    this.#size -= slice.size;
    slice.set(key, value);
    this.#size += slice.size;
  }

  whole(): SlicedMap<Key, Value> {
    return SlicedMap.ofSlices(this.#slices, this.#size);
  }
}

const ENTRIES_PER_SLICE = 64;
const CROWDED_FACTOR = 4;

/** FNV-1a, which spreads names and ids that differ in a digit; `count` is a power of two. */
function sliceOf(key: string | number, count: number): number {
  if (count === 1) return 0;
  if (typeof key === "number") return key & (count - 1);
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  // Low bits of the product know nothing of high ones.
  return (hash ^ (hash >>> 15)) & (count - 1);
}
