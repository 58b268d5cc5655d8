/** How often each API key was used in the present minute. There are as many as there are keys with a rate. */
export class KeyRates {
  readonly #used: Map<string, { count: number; untilMs: number }>;

  constructor() {
    this.#used = new Map();
  }

  /** 0: go on; else how long to wait. */
  take(keyId: string, perMinute: number, nowMs: number): number {
    const entry = this.#used.get(keyId);
    if (entry === undefined || entry.untilMs <= nowMs) {
      this.#used.set(keyId, { count: 1, untilMs: nowMs + WINDOW_MS });
      return 0;
    }
    entry.count += 1;
    return entry.count <= perMinute ? 0 : entry.untilMs - nowMs;
  }
}

const WINDOW_MS = 60_000;
