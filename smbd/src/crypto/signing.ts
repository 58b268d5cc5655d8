/**
 * Signing and checking of SMB2 messages, in place. [MS-SMB2] 3.1.4.1, 3.1.5.1. One signer per channel and
 * per side; "message" is one element of a compound with its padding, from its header on.
 */
import {
  Command,
  FLAGS_SIGNED,
  HEADER_BYTES,
  OFFSET_COMMAND,
  OFFSET_FLAGS,
  OFFSET_MESSAGE_ID,
  OFFSET_SIGNATURE,
} from "../wire/header.ts";
import { equalBytes } from "./equal-bytes.ts";
import type { PayloadProof } from "./payload-proof.ts";
import {
  type AfterRead,
  type CryptoProvider,
  GCM_NONCE_BYTES,
  type GmacContext,
  type MacContext,
} from "./provider.ts";

export type SigningAlgorithm = "HMAC-SHA256" | "AES-CMAC" | "AES-GMAC";
export type Side = "server" | "client";

export const SIGNATURE_BYTES = 16;

export class MessageSigner {
  readonly algorithm: SigningAlgorithm;
  readonly #side: Side;
  readonly #mac: MacContext | null;
  readonly #gmac: GmacContext | null;
  // The calls that finish at once share these; making views and arrays per message costs more than a MAC.
  readonly #given = new Uint8Array(SIGNATURE_BYTES);
  readonly #expected = new Uint8Array(SIGNATURE_BYTES);
  readonly #nonce = new Uint8Array(GCM_NONCE_BYTES);
  #payloadCount = 0;

  /** `key`: 16 bytes (deriveSigningKey); it is copied. `side`: ours; the peer is the other. */
  constructor(provider: CryptoProvider, algorithm: SigningAlgorithm, key: Uint8Array, side: Side) {
    this.algorithm = algorithm;
    this.#side = side;
    this.#mac =
      algorithm === "HMAC-SHA256"
        ? provider.hmacSha256(key)
        : algorithm === "AES-CMAC"
          ? provider.cmac(key)
          : null;
    this.#gmac = algorithm === "AES-GMAC" ? provider.gmac(key) : null;
  }

  /** See GmacContext. */
  get isQuick(): boolean {
    return this.#gmac?.isQuick === true;
  }

  /**
   * Sets SMB2_FLAGS_SIGNED and the Signature of a message about to be sent. The first part holds at least
   * the header. With AES-GMAC a MessageId must not be signed twice with different content: interim
   * responses and server-initiated breaks (MessageId of all ones) go unsigned. [MS-SMB2] 3.3.4.1.1.
   */
  sign(...message: readonly Uint8Array[]): void {
    prepare(message);
    this.#compute(message, this.#side, this.#expected, this.#nonce);
    putSignature(message[0]!, this.#expected);
  }

  /** As `sign`, off this thread where the provider can; `done` may be called before this returns. */
  signLater(message: readonly Uint8Array[], done: () => void): void {
    prepare(message);
    const signature = new Uint8Array(SIGNATURE_BYTES);
    this.#computeLater(message, this.#side, signature, () => {
      putSignature(message[0]!, signature);
      done();
    });
  }

  /** As `sign`, of a message whose payload is still to be read; null where the provider cannot. */
  signAfterRead(message: Uint8Array): AfterRead | null {
    const signature = message.subarray(OFFSET_SIGNATURE, OFFSET_SIGNATURE + SIGNATURE_BYTES);
    if (this.#mac?.macAfterRead !== undefined) {
      prepare([message]);
      return this.#mac.macAfterRead([message], signature);
    }
    if (this.#gmac?.macAfterRead === undefined) return null;
    prepare([message]);
    const nonce = new Uint8Array(GCM_NONCE_BYTES);
    fillNonce(nonce, message, this.#side);
    return this.#gmac.macAfterRead(nonce, [message], signature);
  }

  /**
   * True when the signature is the peer's over exactly these bytes. The message is as it was afterwards.
   * The caller has checked that it holds a whole header.
   */
  verify(message: Uint8Array): boolean {
    takeSignature(message, this.#given);
    this.#compute([message], otherSide(this.#side), this.#expected, this.#nonce);
    putSignature(message, this.#given);
    return equalBytes(this.#given, this.#expected);
  }

  /** As `verify`, off this thread where the provider can; `done` may be called before this returns. */
  verifyLater(message: Uint8Array, done: (isAuthentic: boolean) => void): void {
    const given = new Uint8Array(SIGNATURE_BYTES);
    const expected = new Uint8Array(SIGNATURE_BYTES);
    takeSignature(message, given);
    this.#computeLater([message], otherSide(this.#side), expected, () => {
      putSignature(message, given);
      done(equalBytes(given, expected));
    });
  }

  /** Signs a payload that is placed apart from its message; `done` may be called before this returns. */
  signPayload(payload: Uint8Array, done: (proof: PayloadProof) => void): void {
    const nonce = new Uint8Array(this.#gmac === null ? 0 : GCM_NONCE_BYTES);
    if (this.#gmac !== null) this.#fillPayloadNonce(nonce);
    const proof = { nonce, signature: new Uint8Array(SIGNATURE_BYTES) };
    this.#macPayload(payload, proof, () => done(proof));
  }

  /** True when the signature is the peer's over exactly this payload. */
  verifyPayload(
    payload: Uint8Array,
    { nonce, signature }: PayloadProof,
    done: (isAuthentic: boolean) => void,
  ): void {
    const isWhole = signature.length === SIGNATURE_BYTES;
    if (!isWhole || (this.#gmac !== null && nonce.length !== GCM_NONCE_BYTES)) {
      done(false);
      return;
    }
    // Both are views of a message that may be gone by then.
    const given = signature.slice();
    const expected = { nonce: nonce.slice(), signature: new Uint8Array(SIGNATURE_BYTES) };
    this.#macPayload(payload, expected, () => done(equalBytes(given, expected.signature)));
  }

  /** No message's nonce is like it: those have zeros in the last three bytes. */
  #fillPayloadNonce(nonce: Uint8Array): void {
    this.#payloadCount += 1;
    const data = new DataView(nonce.buffer);
    data.setUint32(0, this.#payloadCount % 0x1_0000_0000, true);
    data.setUint32(4, Math.floor(this.#payloadCount / 0x1_0000_0000), true);
    nonce[8] = this.#side === "server" ? NONCE_SERVER : 0;
    nonce[11] = NONCE_PAYLOAD;
  }

  #macPayload(payload: Uint8Array, { nonce, signature }: PayloadProof, done: () => void): void {
    if (this.#mac?.macLater !== undefined) this.#mac.macLater([payload], signature, done);
    else if (this.#gmac?.macLater !== undefined)
      this.#gmac.macLater(nonce, [payload], signature, done);
    else {
      this.#mac?.mac([payload], signature);
      this.#gmac?.mac(nonce, [payload], signature);
      done();
    }
  }

  dispose(): void {
    this.#mac?.dispose();
    this.#gmac?.dispose();
  }

  #compute(message: readonly Uint8Array[], sender: Side, out: Uint8Array, nonce: Uint8Array): void {
    if (this.#gmac === null) {
      this.#mac!.mac(message, out);
      return;
    }
    fillNonce(nonce, message[0]!, sender);
    this.#gmac.mac(nonce, message, out);
  }

  #computeLater(
    message: readonly Uint8Array[],
    sender: Side,
    out: Uint8Array,
    done: () => void,
  ): void {
    const nonce = new Uint8Array(GCM_NONCE_BYTES);
    if (this.#mac?.macLater !== undefined) {
      this.#mac.macLater(message, out, done);
    } else if (this.#gmac?.macLater !== undefined) {
      fillNonce(nonce, message[0]!, sender);
      this.#gmac.macLater(nonce, message, out, done);
    } else {
      this.#compute(message, sender, out, nonce);
      done();
    }
  }
}

function otherSide(side: Side): Side {
  return side === "server" ? "client" : "server";
}

/** Sets the flag and zeroes the Signature, which is how it is signed. */
function prepare(message: readonly Uint8Array[]): void {
  const header = message[0]!;
  if (header.length < HEADER_BYTES) throw new RangeError("the first part holds the whole header");
  header[OFFSET_FLAGS]! |= FLAGS_SIGNED;
  for (let i = 0; i < SIGNATURE_BYTES; i++) header[OFFSET_SIGNATURE + i] = 0;
}

/** Moves the Signature out, so that the message is as it was signed. */
function takeSignature(message: Uint8Array, given: Uint8Array): void {
  if (message.length < HEADER_BYTES) throw new RangeError("a message holds a whole header");
  for (let i = 0; i < SIGNATURE_BYTES; i++) {
    given[i] = message[OFFSET_SIGNATURE + i]!;
    message[OFFSET_SIGNATURE + i] = 0;
  }
}

function putSignature(message: Uint8Array, signature: Uint8Array): void {
  for (let i = 0; i < SIGNATURE_BYTES; i++) message[OFFSET_SIGNATURE + i] = signature[i]!;
}

const NONCE_SERVER = 1;
const NONCE_CANCEL = 2;
const NONCE_PAYLOAD = 0x80;

/**
 * [MS-SMB2] 3.1.4.1: MessageId, then 32 bits of which the lowest says that the server sends and the next
 * that this is a CANCEL request (which has the MessageId of the request it cancels).
 */
function fillNonce(nonce: Uint8Array, header: Uint8Array, sender: Side): void {
  for (let i = 0; i < 8; i++) nonce[i] = header[OFFSET_MESSAGE_ID + i]!;
  const isCancel = header[OFFSET_COMMAND] === Command.CANCEL && header[OFFSET_COMMAND + 1] === 0;
  nonce[8] = (sender === "server" ? NONCE_SERVER : 0) | (isCancel ? NONCE_CANCEL : 0);
}
