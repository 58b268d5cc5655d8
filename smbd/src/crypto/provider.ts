/**
 * The primitives that pure code borrows from outside: `host/crypto.ts` gives them from the addon,
 * `host/node-crypto.ts` from node:crypto (fallback and test oracle).
 *
 * Rules that hold for every implementation:
 * - A key is copied when a context is made; the caller may wipe its own copy at once. `dispose()`
 *   wipes the context's copy; a disposed context is never used again, and disposing twice is allowed.
 * - Wrong lengths of keys, nonces and outputs are our own mistakes and throw; bytes from a peer can
 *   only ever make `open` answer false.
 * - `out` and `tagOut` are filled whole. They may lie inside an input: everything is computed before
 *   the first byte is written. A signature can thus be written into the message it covers.
 * - Parts are taken as if they were joined. A part may be empty.
 */
export interface CryptoProvider {
  hmacSha256(key: Uint8Array): MacContext;
  /** AES-128-CMAC; 16-byte key. */
  cmac(key: Uint8Array): MacContext;
  /** AES-128-GMAC; 16-byte key. */
  gmac(key: Uint8Array): GmacContext;
  /** 16-byte key for AES-128-*, 32-byte key for AES-256-*. */
  aead(algorithm: AeadAlgorithm, key: Uint8Array): AeadContext;
  /** `out`: 64 bytes. */
  sha512(parts: readonly Uint8Array[], out: Uint8Array): void;
  /** `out`: 16 bytes. */
  md5(parts: readonly Uint8Array[], out: Uint8Array): void;
  /** `out`: 16 bytes. */
  hmacMd5(key: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): void;
}

export type AeadAlgorithm = "AES-128-GCM" | "AES-256-GCM" | "AES-128-CCM" | "AES-256-CCM";

/**
 * A MAC or a seal over memory that a read is still to fill. Whoever reads on another thread can have it
 * done there in the same visit, and must not when the read fell short: it would cover other bytes.
 */
export interface AfterRead {
  /** On this thread, after a read that filled its target. */
  run(): void;
  /**
   * Job `id` fills `target` from `start` with what descriptor `fd` has at `position`, then does the work
   * if all `length` bytes came, and answers how many did. 0, or a negated errno when it was not taken.
   */
  readLater(
    id: number,
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
  ): number;
  /**
   * The same at once, of what is cached, where that takes little longer than a copy (`isQuick`). Answers `length`, or
   * less with nothing done to the message, or a negated errno; `readLater` may follow then.
   */
  readNow?(fd: number, target: Uint8Array, start: number, length: number, position: number): number;
}

export interface MacContext {
  /** Writes the first `out.length` bytes of the MAC (at most 32 for HMAC-SHA256, 16 for CMAC). */
  mac(parts: readonly Uint8Array[], out: Uint8Array): void;
  /**
   * The same off this thread, where the provider can. `parts` and `out` belong to the provider
   * until `done` is called, which never happens before this call returns.
   */
  macLater?(parts: readonly Uint8Array[], out: Uint8Array, done: () => void): void;
  /** The same, of parts that a read is still to fill; buffers belong to the provider from its start on. */
  macAfterRead?(parts: readonly Uint8Array[], out: Uint8Array): AfterRead;
  dispose(): void;
}

export interface GmacContext {
  /** A MiB takes little longer than a copy of it. */
  readonly isQuick?: boolean;
  /** `nonce`: 12 bytes; `out`: 16 bytes. */
  mac(nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): void;
  /** As `MacContext.macLater`. */
  macLater?(
    nonce: Uint8Array,
    parts: readonly Uint8Array[],
    out: Uint8Array,
    done: () => void,
  ): void;
  /** As `MacContext.macAfterRead`. */
  macAfterRead?(nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): AfterRead;
  dispose(): void;
}

/** Nonces are 12 bytes for GCM and 11 for CCM; tags are 16 bytes for both. */
export interface AeadContext {
  /** As `GmacContext.isQuick`. */
  readonly isQuick?: boolean;
  /** Encrypts `payload` in place and writes the tag. */
  seal(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tagOut: Uint8Array): void;
  /**
   * Decrypts `payload` in place when the tag is right. When it answers false, `payload` holds
   * nothing that may be used.
   */
  open(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): boolean;
  /**
   * The same off this thread, where the provider can. All buffers belong to the provider until
   * `done` is called, which never happens before this call returns.
   */
  sealLater?(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tagOut: Uint8Array,
    done: () => void,
  ): void;
  openLater?(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
    done: (isAuthentic: boolean) => void,
  ): void;
  /** As `MacContext.macAfterRead`. */
  sealAfterRead?(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tagOut: Uint8Array,
  ): AfterRead;
  dispose(): void;
}

export const GCM_NONCE_BYTES = 12;
export const CCM_NONCE_BYTES = 11;
export const AEAD_TAG_BYTES = 16;
