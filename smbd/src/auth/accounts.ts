/** What authentication needs to know of accounts. The catalog implements it. */
import type { Principal } from "./principal.ts";

export interface Account {
  readonly id: string;
  readonly name: string;
  /** MD4 of the UTF-16LE password; null: no logon with a password. A secret. */
  readonly ntHash: Uint8Array | null;
  readonly enabled: boolean;
  /** Milliseconds since 1970; null: never. */
  readonly expiresAtMs: number | null;
  readonly mustChangePassword?: boolean;
  /** Milliseconds since 1970; left out or null: never. */
  readonly passwordExpiresAtMs?: number | null;
  /** Asked for only once the proof was right; may be made then. */
  readonly principal: Principal;
}

export interface Accounts {
  /** Without regard to case. Must take the same time for names that exist and names that do not. */
  find(name: string): Account | null;
}
