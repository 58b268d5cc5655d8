/**
 * Sealing and opening of whole messages, in place. [MS-SMB2] 3.1.4.3, 3.1.5.1. One sealer per session and
 * side, shared by all channels of the session, because they share the keys and so must share the nonces.
 *
 *     frame:  | TRANSFORM_HEADER, 52 bytes | SMB2 message or compound chain |
 *                    nonce … session id are authenticated; the message is encrypted where it stands
 */

import {
  encodeTransformHeader,
  OFFSET_TRANSFORM_NONCE,
  OFFSET_TRANSFORM_SIGNATURE,
  TRANSFORM_HEADER_BYTES,
} from "../wire/transform-header.ts";
import type { PayloadProof } from "./payload-proof.ts";
import {
  AEAD_TAG_BYTES,
  type AeadAlgorithm,
  type AeadContext,
  type AfterRead,
  CCM_NONCE_BYTES,
  type CryptoProvider,
  GCM_NONCE_BYTES,
} from "./provider.ts";

/**
 * A key seals at most 2^48 AES blocks (4 PiB), by which the chance to tell it from random is still below
 * 2^-32. At 100 Gbit/s that is four days of unbroken traffic; the session then has to log on again.
 */
export const SEAL_BLOCKS_MAX = 2 ** 48;

const NOTHING = new Uint8Array(0);

export interface SealingKeys {
  /** What we seal with: on the server, CipherKeys.serverToClient. */
  readonly sealKey: Uint8Array;
  /** What the peer seals with. */
  readonly openKey: Uint8Array;
}

export class MessageSealer {
  readonly cipher: AeadAlgorithm;
  readonly #sealing: AeadContext;
  readonly #opening: AeadContext;
  readonly #nonceBytes: number;
  readonly #blocksMax: number;
  /** Number of the last nonce. A counter can repeat only after 2^53 messages, and blocks end before. */
  #nonceCount = 0;
  #blockCount = 0;

  /** Keys are copied. */
  constructor(
    provider: CryptoProvider,
    cipher: AeadAlgorithm,
    keys: SealingKeys,
    blocksMax = SEAL_BLOCKS_MAX,
  ) {
    this.cipher = cipher;
    this.#sealing = provider.aead(cipher, keys.sealKey);
    this.#opening = provider.aead(cipher, keys.openKey);
    this.#nonceBytes = cipher.endsWith("GCM") ? GCM_NONCE_BYTES : CCM_NONCE_BYTES;
    this.#blocksMax = blocksMax;
  }

  /** See AeadContext. */
  get isQuick(): boolean {
    return this.#sealing.isQuick === true;
  }

  /**
   * Seals `frame`, whose message starts behind 52 bytes of room for the header. False: the key is
   * exhausted, nothing was written, and the frame must not be sent in the clear either.
   */
  seal(frame: Uint8Array, sessionId: bigint): boolean {
    if (!this.#begin(frame, sessionId)) return false;
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    this.#sealing.seal(nonce, authenticated, message, tag);
    return true;
  }

  /** As `seal`, off this thread where the provider can; `done` may be called before this returns. */
  sealLater(frame: Uint8Array, sessionId: bigint, done: (isSealed: boolean) => void): void {
    if (this.#sealing.sealLater === undefined) {
      done(this.seal(frame, sessionId));
      return;
    }
    if (!this.#begin(frame, sessionId)) {
      done(false);
      return;
    }
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    this.#sealing.sealLater(nonce, authenticated, message, tag, () => done(true));
  }

  /**
   * As `seal`, of a frame whose payload is still to be read. Null: the provider cannot, or the key is
   * exhausted. A nonce is spent either way, so that whatever becomes of the read, `seal` stays safe.
   */
  sealAfterRead(frame: Uint8Array, sessionId: bigint): AfterRead | null {
    if (this.#sealing.sealAfterRead === undefined || !this.#begin(frame, sessionId)) return null;
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    return this.#sealing.sealAfterRead(nonce, authenticated, message, tag);
  }

  /** Takes back a seal of this side, of a frame that is not going to be sent. */
  unseal(frame: Uint8Array): void {
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    if (!this.#sealing.open(nonce, authenticated, message, tag)) {
      throw new Error("a frame that this side sealed does not open");
    }
  }

  /**
   * Opens a frame that `decodeTransformHeader` has accepted. The message as a view of the frame, or null
   * when it is not the peer's; the frame's bytes are worthless then.
   */
  open(frame: Uint8Array): Uint8Array | null {
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    return this.#opening.open(nonce, authenticated, message, tag) ? message : null;
  }

  /** As `open`, off this thread where the provider can; `done` may be called before this returns. */
  openLater(frame: Uint8Array, done: (message: Uint8Array | null) => void): void {
    if (this.#opening.openLater === undefined) {
      done(this.open(frame));
      return;
    }
    const { nonce, authenticated, message, tag } = this.#parts(frame);
    this.#opening.openLater(nonce, authenticated, message, tag, (isAuthentic) =>
      done(isAuthentic ? message : null),
    );
  }

  /**
   * Seals a payload that is placed apart from its message, where it stands. Null: as `seal` with false. The
   * nonces are those of messages, so that none comes twice. [MS-SMB2] 3.3.5.12
   */
  sealPayload(payload: Uint8Array, done: (proof: PayloadProof | null) => void): void {
    if (!this.#count(payload.length)) {
      done(null);
      return;
    }
    const proof = {
      nonce: new Uint8Array(this.#nonceBytes),
      signature: new Uint8Array(AEAD_TAG_BYTES),
    };
    this.#putNonce(proof.nonce);
    const { nonce, signature } = proof;
    if (this.#sealing.sealLater !== undefined) {
      this.#sealing.sealLater(nonce, NOTHING, payload, signature, () => done(proof));
      return;
    }
    this.#sealing.seal(nonce, NOTHING, payload, signature);
    done(proof);
  }

  /** False: it is not the peer's, and its bytes are worthless. */
  openPayload(
    payload: Uint8Array,
    { nonce, signature }: PayloadProof,
    done: (isAuthentic: boolean) => void,
  ): void {
    if (nonce.length !== this.#nonceBytes || signature.length !== AEAD_TAG_BYTES) done(false);
    else if (this.#opening.openLater === undefined)
      done(this.#opening.open(nonce, NOTHING, payload, signature));
    else this.#opening.openLater(nonce, NOTHING, payload, signature, done);
  }

  dispose(): void {
    this.#sealing.dispose();
    this.#opening.dispose();
  }

  /** Writes the header with a nonce that this key never had. */
  #begin(frame: Uint8Array, sessionId: bigint): boolean {
    const originalMessageSize = frame.length - TRANSFORM_HEADER_BYTES;
    if (originalMessageSize <= 0) throw new RangeError("a frame holds a header and a message");
    if (!this.#count(originalMessageSize)) return false;
    encodeTransformHeader(frame, { originalMessageSize, sessionId });
    this.#putNonce(frame.subarray(OFFSET_TRANSFORM_NONCE));
    return true;
  }

  /** Spends a nonce and the blocks; false where the key has none left. */
  #count(byteCount: number): boolean {
    // One block more for the authenticated header and one for the tag, rounded up.
    const blocks = Math.ceil(byteCount / 16) + 4;
    if (this.#blockCount + blocks > this.#blocksMax) return false;
    this.#blockCount += blocks;
    this.#nonceCount += 1;
    return true;
  }

  #putNonce(target: Uint8Array): void {
    const nonce = new DataView(target.buffer, target.byteOffset, 8);
    nonce.setUint32(0, this.#nonceCount % 0x1_0000_0000, true);
    nonce.setUint32(4, Math.floor(this.#nonceCount / 0x1_0000_0000), true);
  }

  #parts(frame: Uint8Array) {
    return {
      nonce: frame.subarray(OFFSET_TRANSFORM_NONCE, OFFSET_TRANSFORM_NONCE + this.#nonceBytes),
      authenticated: frame.subarray(OFFSET_TRANSFORM_NONCE, TRANSFORM_HEADER_BYTES),
      message: frame.subarray(TRANSFORM_HEADER_BYTES),
      tag: frame.subarray(OFFSET_TRANSFORM_SIGNATURE, OFFSET_TRANSFORM_SIGNATURE + AEAD_TAG_BYTES),
    };
  }
}
