/**
 * What a failed logon costs: the answer to it, and to every other try of the same user name from the same
 * address, waits. It costs the server a timer and a row in a bounded table; it costs the attacker the time.
 */
import { FAILED_LOGON_COUNT_MAX, LOGON_BACKLOG_MS_MAX } from "../limits.ts";

export class LogonDelays {
  /** Wall time in milliseconds until when answers wait, oldest first. */
  readonly #untilMs = new Map<string, number>();

  get size(): number {
    return this.#untilMs.size;
  }

  /**
   * So many answers of this pair wait that one more would come too late: it is turned away, and whether it
   * was right must not be told.
   */
  isFull(userName: string, address: string, nowMs: number): boolean {
    return this.succeeded(userName, address, nowMs) - nowMs >= LOGON_BACKLOG_MS_MAX;
  }

  /** Records a failure; answers when its reply may be sent. */
  failed(userName: string, address: string, nowMs: number, delayMs: number): number {
    if (delayMs === 0) return nowMs;
    const key = keyOf(userName, address);
    const until = Math.max(nowMs, this.#untilMs.get(key) ?? 0) + delayMs;
    this.#untilMs.delete(key);
    this.#untilMs.set(key, until);
    this.#forget(nowMs);
    return until;
  }

  /** When the reply to a good logon may be sent: at once, unless failures of the same pair still wait. */
  succeeded(userName: string, address: string, nowMs: number): number {
    const key = keyOf(userName, address);
    return Math.max(nowMs, this.#untilMs.get(key) ?? 0);
  }

  #forget(nowMs: number): void {
    for (const [key, until] of this.#untilMs) {
      if (until > nowMs && this.#untilMs.size <= FAILED_LOGON_COUNT_MAX) break;
      this.#untilMs.delete(key);
    }
  }
}

function keyOf(userName: string, address: string): string {
  return `${userName.toUpperCase()}\n${address}`;
}
