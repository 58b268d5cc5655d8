/** The system's clock, and a timer that ticks the engine. */
import type { Clock } from "../port/clock.ts";

export class SystemClock implements Clock {
  /** What `wakeAt` calls; set once the engine stands. */
  onWake: () => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #atMs = Number.POSITIVE_INFINITY;

  nowMs(): number {
    return Date.now();
  }

  monotonicUs(): number {
    return performance.now() * 1000;
  }

  wakeAt(atMs: number): void {
    if (this.#timer !== null) {
      if (this.#atMs <= atMs) return;
      clearTimeout(this.#timer);
    }
    this.#atMs = atMs;
    // setTimeout holds at most 2^31 - 1 ms; waking early is harmless.
    const delayMs = Math.min(Math.max(0, atMs - Date.now()), 2_000_000_000);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#atMs = Number.POSITIVE_INFINITY;
      this.onWake();
    }, delayMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
