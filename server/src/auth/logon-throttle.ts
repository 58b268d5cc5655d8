import { addressGroup } from "../http/address-group.ts";
import { FailureBook } from "./failure-book.ts";

/**
 * Slows guessing down. By address first: after FAILURES_MAX wrong passwords within WINDOW_MS it waits for the
 * window to pass. By account only where many addresses guess together, and then not for addresses from which its
 * owner has signed in: nobody can lock an administrator out.
 */
export class LogonThrottle {
  readonly #byAddress = new FailureBook(FAILURES_MAX, WINDOW_MS);
  readonly #byAccount = new FailureBook(ACCOUNT_FAILURES_MAX, ACCOUNT_WINDOW_MS);
  /** Wrong codes after the right password: whoever does that has stolen the password, or mistypes. */
  readonly #codes = new FailureBook(CODE_FAILURES_MAX, CODE_WINDOW_MS);

  /** Milliseconds to wait; 0: go on. */
  waitMs(address: string, nowMs: number): number {
    return this.#byAddress.waitMs(addressGroup(address), nowMs);
  }

  accountWaitMs(account: string, nowMs: number): number {
    return this.#byAccount.waitMs(account, nowMs);
  }

  codeWaitMs(account: string, nowMs: number): number {
    return this.#codes.waitMs(account, nowMs);
  }

  failed(address: string, nowMs: number, account?: string): void {
    this.#byAddress.failed(addressGroup(address), nowMs);
    if (account !== undefined) this.#byAccount.failed(account, nowMs);
  }

  codeFailed(address: string, nowMs: number, account: string): void {
    this.#byAddress.failed(addressGroup(address), nowMs);
    this.#codes.failed(account, nowMs);
  }

  succeeded(address: string, account?: string): void {
    this.#byAddress.forget(addressGroup(address));
    if (account !== undefined) this.#codes.forget(account);
  }
}

export const FAILURES_MAX = 10;
export const WINDOW_MS = 60_000;
export const ACCOUNT_FAILURES_MAX = 50;
export const ACCOUNT_WINDOW_MS = 600_000;
export const CODE_FAILURES_MAX = 5;
export const CODE_WINDOW_MS = 300_000;
