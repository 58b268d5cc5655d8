/**
 * Whether a write into the page cache waits for the disk. The kernel holds up who makes more pages dirty than the disk
 * takes away: on the engine's thread that would be everybody. So one that took long sends those that follow to
 * workers for a while, and the first one after that shows whether it is over.
 */
export class SlowWrites {
  readonly #nowMs: () => number;
  #untilMs = 0;
  #restMs = REST_MS_MIN;

  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  get areExpected(): boolean {
    return this.#untilMs !== 0 && this.#nowMs() < this.#untilMs;
  }

  /** Does the write, here and now. */
  watch(write: () => number): number {
    const startMs = this.#nowMs();
    const result = write();
    const endMs = this.#nowMs();
    if (endMs - startMs < SLOW_MS) {
      if (this.#untilMs !== 0) this.#restMs = REST_MS_MIN;
      this.#untilMs = 0;
      return result;
    }
    this.#untilMs = endMs + this.#restMs;
    this.#restMs = Math.min(REST_MS_MAX, 2 * this.#restMs);
    return result;
  }
}

/** Ten times what a MiB takes; less may be another process that had the processor. */
const SLOW_MS = 5;
const REST_MS_MIN = 500;
/** The kernel lets somebody wait for 200 ms at a time. */
const REST_MS_MAX = 16_000;
