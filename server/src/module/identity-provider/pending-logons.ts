import { newToken } from "../../auth/token.ts";

/** What has to fit when the browser comes back. */
export interface PendingLogon {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/**
 * Logons that are at the identity provider now. Each is known by a ticket that only the browser has that began
 * it: an answer that somebody else was given, or planted in a link, signs nobody in.
 */
export class PendingLogons {
  readonly #logons = new Map<string, { logon: PendingLogon; untilMs: number }>();

  add(logon: PendingLogon, nowMs: number): string {
    for (const [ticket, { untilMs }] of this.#logons) {
      if (untilMs > nowMs && this.#logons.size < LOGONS_MAX) break;
      this.#logons.delete(ticket);
    }
    const ticket = newToken();
    this.#logons.set(ticket, { logon, untilMs: nowMs + LIFETIME_MS });
    return ticket;
  }

  /** Works once. */
  take(ticket: string, nowMs: number): PendingLogon | null {
    const entry = this.#logons.get(ticket);
    this.#logons.delete(ticket);
    return entry === undefined || entry.untilMs <= nowMs ? null : entry.logon;
  }
}

export const LIFETIME_MS = 600_000;
const LOGONS_MAX = 1_000;
