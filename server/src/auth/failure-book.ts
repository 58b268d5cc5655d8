/** Failures by key within a window that begins with the first of them; bounded. */
export class FailureBook {
  readonly #countMax: number;
  readonly #windowMs: number;
  readonly #failures: Map<string, { count: number; untilMs: number }>;

  constructor(countMax: number, windowMs: number) {
    this.#countMax = countMax;
    this.#windowMs = windowMs;
    this.#failures = new Map();
  }

  /** Until the window has passed, once there were too many; else 0. */
  waitMs(key: string, nowMs: number): number {
    const entry = this.#failures.get(key);
    if (entry === undefined || entry.untilMs <= nowMs || entry.count < this.#countMax) return 0;
    return entry.untilMs - nowMs;
  }

  failed(key: string, nowMs: number): void {
    const entry = this.#failures.get(key);
    if (entry !== undefined && entry.untilMs > nowMs) {
      entry.count += 1;
      return;
    }
    this.#failures.delete(key);
    this.#makeRoom(nowMs);
    this.#failures.set(key, { count: 1, untilMs: nowMs + this.#windowMs });
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  #makeRoom(nowMs: number): void {
    if (this.#failures.size < KEYS_MAX) return;
    for (const [key, entry] of this.#failures) {
      if (entry.untilMs <= nowMs) this.#failures.delete(key);
    }
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size >= KEYS_MAX && oldest !== undefined) this.#failures.delete(oldest);
  }
}

const KEYS_MAX = 10_000;
