import { addressGroup } from "../http/address-group.ts";

/**
 * Slows guessing down: after FAILURES_MAX wrong passwords from one address within WINDOW_MS, that address waits
 * for the window to pass. Counted by address, not by name, so that nobody can lock an administrator out.
 */
export class LogonThrottle {
  readonly #failures = new Map<string, { count: number; untilMs: number }>();

  /** Milliseconds to wait; 0: go on. */
  waitMs(address: string, nowMs: number): number {
    const entry = this.#failures.get(addressGroup(address));
    if (entry === undefined || entry.untilMs <= nowMs || entry.count < FAILURES_MAX) return 0;
    return entry.untilMs - nowMs;
  }

  failed(address: string, nowMs: number): void {
    const entry = this.#failures.get(addressGroup(address));
    if (entry !== undefined && entry.untilMs > nowMs) {
      entry.count += 1;
      return;
    }
    this.#makeRoom(nowMs);
    this.#failures.set(addressGroup(address), { count: 1, untilMs: nowMs + WINDOW_MS });
  }

  succeeded(address: string): void {
    this.#failures.delete(addressGroup(address));
  }

  #makeRoom(nowMs: number): void {
    if (this.#failures.size < ADDRESSES_MAX) return;
    for (const [address, entry] of this.#failures) {
      if (entry.untilMs <= nowMs) this.#failures.delete(address);
    }
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size >= ADDRESSES_MAX && oldest !== undefined) {
      this.#failures.delete(oldest);
    }
  }
}

export const FAILURES_MAX = 10;
export const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;
