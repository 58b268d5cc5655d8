import { newToken } from "../auth/token.ts";

/** Codes of "confirmation-needed" answers: each works once, for the same call by the same caller. */
export class ConfirmationBook {
  readonly #codes = new Map<string, { call: string; untilMs: number }>();

  issue(call: string, nowMs: number): string {
    for (const [code, entry] of this.#codes) {
      if (entry.untilMs > nowMs && this.#codes.size < CODES_MAX) break;
      this.#codes.delete(code);
    }
    const code = newToken();
    this.#codes.set(code, { call, untilMs: nowMs + LIFETIME_MS });
    return code;
  }

  consume(code: string, call: string, nowMs: number): boolean {
    const entry = this.#codes.get(code);
    if (entry === undefined || entry.call !== call) return false;
    this.#codes.delete(code);
    return entry.untilMs > nowMs;
  }
}

export const LIFETIME_MS = 300_000;
const CODES_MAX = 1_000;
