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
import {
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

  /**
   * Sets SMB2_FLAGS_SIGNED and the Signature of a message about to be sent. The first part holds at least
   * the header. With AES-GMAC a MessageId must not be signed twice with different content: interim
   * responses and server-initiated breaks (MessageId of all ones) go unsigned. [MS-SMB2] 3.3.4.1.1.
   */
  sign(...message: readonly Uint8Array[]): void {
    const signature = prepare(message);
    this.#compute(message, this.#side, signature);
  }

  /** As `sign`, off this thread where the provider can; `done` may be called before this returns. */
  signLater(message: readonly Uint8Array[], done: () => void): void {
    const signature = prepare(message);
    this.#computeLater(message, this.#side, signature, done);
  }

  /**
   * True when the signature is the peer's over exactly these bytes. The message is as it was afterwards.
   * The caller has checked that it holds a whole header.
   */
  verify(message: Uint8Array): boolean {
    const [field, given] = takeSignature(message);
    const expected = new Uint8Array(SIGNATURE_BYTES);
    this.#compute([message], otherSide(this.#side), expected);
    field.set(given);
    return equalBytes(given, expected);
  }

  /** As `verify`, off this thread where the provider can; `done` may be called before this returns. */
  verifyLater(message: Uint8Array, done: (isAuthentic: boolean) => void): void {
    const [field, given] = takeSignature(message);
    const expected = new Uint8Array(SIGNATURE_BYTES);
    this.#computeLater([message], otherSide(this.#side), expected, () => {
      field.set(given);
      done(equalBytes(given, expected));
    });
  }

  dispose(): void {
    this.#mac?.dispose();
    this.#gmac?.dispose();
  }

  #compute(message: readonly Uint8Array[], sender: Side, out: Uint8Array): void {
    if (this.#gmac === null) this.#mac!.mac(message, out);
    else this.#gmac.mac(gmacNonce(message[0]!, sender), message, out);
  }

  #computeLater(
    message: readonly Uint8Array[],
    sender: Side,
    out: Uint8Array,
    done: () => void,
  ): void {
    if (this.#mac?.macLater !== undefined) {
      this.#mac.macLater(message, out, done);
    } else if (this.#gmac?.macLater !== undefined) {
      this.#gmac.macLater(gmacNonce(message[0]!, sender), message, out, done);
    } else {
      this.#compute(message, sender, out);
      done();
    }
  }
}

function otherSide(side: Side): Side {
  return side === "server" ? "client" : "server";
}

/** Sets the flag, zeroes the Signature and answers a view of it. */
function prepare(message: readonly Uint8Array[]): Uint8Array {
  const header = message[0]!;
  if (header.length < HEADER_BYTES) throw new RangeError("the first part holds the whole header");
  header[OFFSET_FLAGS]! |= FLAGS_SIGNED;
  const signature = header.subarray(OFFSET_SIGNATURE, OFFSET_SIGNATURE + SIGNATURE_BYTES);
  signature.fill(0);
  return signature;
}

/** Zeroes the Signature, as it was when it was computed; answers a view of it and what it held. */
function takeSignature(message: Uint8Array): readonly [Uint8Array, Uint8Array] {
  if (message.length < HEADER_BYTES) throw new RangeError("a message holds a whole header");
  const field = message.subarray(OFFSET_SIGNATURE, OFFSET_SIGNATURE + SIGNATURE_BYTES);
  const given = field.slice();
  field.fill(0);
  return [field, given];
}

const NONCE_SERVER = 1;
const NONCE_CANCEL = 2;

/**
 * [MS-SMB2] 3.1.4.1: MessageId, then 32 bits of which the lowest says that the server sends and the next
 * that this is a CANCEL request (which has the MessageId of the request it cancels).
 */
function gmacNonce(header: Uint8Array, sender: Side): Uint8Array {
  const nonce = new Uint8Array(GCM_NONCE_BYTES);
  nonce.set(header.subarray(OFFSET_MESSAGE_ID, OFFSET_MESSAGE_ID + 8));
  const isCancel = header[OFFSET_COMMAND] === Command.CANCEL && header[OFFSET_COMMAND + 1] === 0;
  nonce[8] = (sender === "server" ? NONCE_SERVER : 0) | (isCancel ? NONCE_CANCEL : 0);
  return nonce;
}
