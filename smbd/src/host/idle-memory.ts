/**
 * Gives memory back when a busy time is over: buffers of large payloads, and what the allocator keeps of what
 * threads have freed. A box that mostly waits should not hold what its busiest second needed.
 */
import type { SlabPool } from "../engine/slab-pool.ts";
import { native } from "./native.ts";

const LOOK_MS = 1_000;
/** Requests in one look that still count as nothing: clients that only show that they are there. */
const QUIET_REQUEST_COUNT_MAX = 20;

export class IdleMemory {
  readonly #slabs: SlabPool;
  readonly #requestCount: () => number;
  readonly #timer: NodeJS.Timeout;
  #lastCount = 0;
  #wasBusy = true;

  constructor(slabs: SlabPool, requestCount: () => number) {
    this.#slabs = slabs;
    this.#requestCount = requestCount;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** Whether memory was given back. */
  look(): boolean {
    const count = this.#requestCount();
    const isBusy = count - this.#lastCount > QUIET_REQUEST_COUNT_MAX;
    const isOver = this.#wasBusy && !isBusy;
    this.#lastCount = count;
    this.#wasBusy = isBusy;
    if (!isOver) return false;
    this.#slabs.trim();
    native.releaseMemory();
    return true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
