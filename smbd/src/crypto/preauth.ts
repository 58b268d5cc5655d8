/**
 * The pre-authentication integrity hash of 3.1.1. [MS-SMB2] 3.3.5.4, 3.3.5.5: a SHA-512 chain over whole
 * messages (without the transport's length prefix), first NEGOTIATE, then each logon's SESSION_SETUPs.
 */
import type { CryptoProvider } from "./provider.ts";

export const PREAUTH_HASH_BYTES = 64;

export class PreauthHash {
  readonly #provider: CryptoProvider;
  readonly #value: Uint8Array;

  constructor(provider: CryptoProvider, value?: Uint8Array) {
    this.#provider = provider;
    this.#value = value?.slice() ?? new Uint8Array(PREAUTH_HASH_BYTES);
  }

  /** Adds one message, given as the parts it will be or was sent in. */
  update(...message: readonly Uint8Array[]): void {
    this.#provider.sha512([this.#value, ...message], this.#value);
  }

  /** A chain that goes on from here on its own: a logon's, from the connection's. */
  fork(): PreauthHash {
    return new PreauthHash(this.#provider, this.#value);
  }

  /** The value so far, as a copy. */
  value(): Uint8Array {
    return this.#value.slice();
  }
}
