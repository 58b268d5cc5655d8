/**
 * Gives memory back when a busy time is over: buffers of large payloads, and what the allocator keeps of what
 * threads have freed. A box that mostly waits should not hold what its busiest second needed.
 *
 * Where many came to stay, what their logons left behind goes, too, and so do the pages of Node's own code, which the
 * page cache keeps. That takes a tenth of a second, and what is needed of it is found again by the next requests, so
 * that nothing less is worth it.
 */
import type { SlabPool } from "../engine/slab-pool.ts";
import { native } from "./native.ts";

const LOOK_MS = 1_000;
/** Requests in one look that still count as nothing: clients that only show that they are there. */
const QUIET_REQUEST_COUNT_MAX = 20;
/** More sessions than when it was last collected. */
const NEW_SESSION_COUNT_MIN = 200;

export class IdleMemory {
  readonly #slabs: SlabPool;
  readonly #requestCount: () => number;
  readonly #sessionCount: () => number;
  readonly #forget: () => void;
  readonly #timer: NodeJS.Timeout;
  #lastCount = 0;
  #wasBusy = true;
  /** Sessions that have been collected after. */
  #settledCount = 0;

  constructor(
    slabs: SlabPool,
    requestCount: () => number,
    sessionCount: () => number,
    forget = forgetTheirComing,
  ) {
    this.#slabs = slabs;
    this.#requestCount = requestCount;
    this.#sessionCount = sessionCount;
    this.#forget = forget;
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
    this.#settle(this.#sessionCount());
    native.releaseMemory();
    return true;
  }

  #settle(sessionCount: number): void {
    const hasGrown = sessionCount >= this.#settledCount + NEW_SESSION_COUNT_MIN;
    // Those that left make room for as many new ones.
    this.#settledCount = hasGrown ? sessionCount : Math.min(this.#settledCount, sessionCount);
    if (hasGrown) this.#forget();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function forgetTheirComing(): void {
  // Whoever starts the engine without --expose-gc has its heap grow as V8 likes.
  void globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  native.releaseProgram();
}
