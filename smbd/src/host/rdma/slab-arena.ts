/** Shares one piece of memory out, in pages of 64 KiB: the first place that is long enough, in order of asking. */

const PAGE_BYTES = 65_536;

export interface ArenaSlab {
  readonly offset: number;
  readonly bytes: Uint8Array;
  release(): void;
}

export class SlabArena {
  readonly #memory: Uint8Array;
  /** A byte for each page: 1 in use. */
  readonly #pages: Uint8Array;
  readonly #waiting: { readonly byteCount: number; readonly ready: Ready }[] = [];

  constructor(memory: Uint8Array) {
    this.#memory = memory;
    this.#pages = new Uint8Array(Math.floor(memory.length / PAGE_BYTES));
  }

  get usedBytes(): number {
    return this.#pages.reduce((sum, page) => sum + page, 0) * PAGE_BYTES;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Calls back at once where there is room, else when there is; null when there never will be. */
  acquire(byteCount: number, ready: Ready): void {
    const pages = Math.ceil(byteCount / PAGE_BYTES);
    if (pages === 0 || pages > this.#pages.length) {
      ready(null);
      return;
    }
    // Who came first is served first, so that small ones do not starve a large one.
    const slab = this.#waiting.length === 0 ? this.#take(byteCount) : null;
    if (slab === null) this.#waiting.push({ byteCount, ready });
    else ready(slab);
  }

  /** Nobody reaches the memory any more: who waits gets none. */
  close(): void {
    for (const { ready } of this.#waiting.splice(0)) ready(null);
  }

  #take(byteCount: number): ArenaSlab | null {
    const count = Math.ceil(byteCount / PAGE_BYTES);
    const first = this.#find(count);
    if (first < 0) return null;
    this.#pages.fill(1, first, first + count);
    const offset = first * PAGE_BYTES;
    let isOut = true;
    const release = () => {
      if (!isOut) throw new Error("a slab was released twice");
      isOut = false;
      this.#pages.fill(0, first, first + count);
      this.#serve();
    };
    return { offset, bytes: this.#memory.subarray(offset, offset + byteCount), release };
  }

  #find(count: number): number {
    for (let at = this.#pages.indexOf(0); at >= 0 && at + count <= this.#pages.length; ) {
      const used = this.#pages.subarray(at, at + count).lastIndexOf(1);
      if (used < 0) return at;
      at = this.#pages.indexOf(0, at + used + 1);
    }
    return -1;
  }

  #serve(): void {
    for (;;) {
      const [next] = this.#waiting;
      const slab = next === undefined ? null : this.#take(next.byteCount);
      if (next === undefined || slab === null) return;
      this.#waiting.shift();
      next.ready(slab);
    }
  }
}

type Ready = (slab: ArenaSlab | null) => void;
