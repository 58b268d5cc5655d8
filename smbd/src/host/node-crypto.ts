/**
 * The crypto provider over node:crypto. It makes a cipher object per message (3 to 25 µs each), so it is the
 * fallback for a machine without the addon, and the oracle that the addon is tested against.
 */
import { strict as assert } from "node:assert";
import {
  type CipherCCMTypes,
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
} from "node:crypto";
import {
  AEAD_TAG_BYTES,
  type AeadAlgorithm,
  type AeadContext,
  CCM_NONCE_BYTES,
  type CryptoProvider,
  GCM_NONCE_BYTES,
  type GmacContext,
  type MacContext,
} from "../crypto/provider.ts";

export const nodeCrypto: CryptoProvider = {
  hmacSha256: (key) => new HmacSha256(key),
  cmac: (key) => new Cmac(key),
  gmac: (key) => new Gmac(key),
  aead: (algorithm, key) =>
    algorithm.endsWith("GCM") ? new Gcm(algorithm, key) : new Ccm(algorithm, key),
  sha512: (parts, out) => hash("sha512", 64, parts, out),
  md5: (parts, out) => hash("md5", 16, parts, out),
  hmacMd5: (key, parts, out) => {
    assert(out.length === 16);
    const hmac = createHmac("md5", key);
    for (const part of parts) hmac.update(part);
    out.set(hmac.digest());
  },
};

function hash(name: string, size: number, parts: readonly Uint8Array[], out: Uint8Array): void {
  assert(out.length === size);
  const digest = createHash(name);
  for (const part of parts) digest.update(part);
  out.set(digest.digest());
}

/** A copy of a key that can be wiped; a KeyObject could not be. */
class HeldKey {
  readonly #bytes: Uint8Array;
  #isDisposed = false;

  constructor(key: Uint8Array) {
    this.#bytes = key.slice();
  }

  get bytes(): Uint8Array {
    assert(!this.#isDisposed, "a disposed key context was used");
    return this.#bytes;
  }

  dispose(): void {
    this.#bytes.fill(0);
    this.#isDisposed = true;
  }
}

class HmacSha256 implements MacContext {
  readonly #key: HeldKey;

  constructor(key: Uint8Array) {
    this.#key = new HeldKey(key);
  }

  mac(parts: readonly Uint8Array[], out: Uint8Array): void {
    assert(out.length <= 32);
    const hmac = createHmac("sha256", this.#key.bytes);
    for (const part of parts) hmac.update(part);
    out.set(hmac.digest().subarray(0, out.length));
  }

  dispose(): void {
    this.#key.dispose();
  }
}

const BLOCK_BYTES = 16;
const ZERO_BLOCK = new Uint8Array(BLOCK_BYTES);

/** AES-CMAC, RFC 4493, as the last block of AES-CBC over the message with its last block masked. */
class Cmac implements MacContext {
  readonly #key: HeldKey;
  /** Mask of a last block that is whole. */
  readonly #wholeMask: Uint8Array;
  /** Mask of a last block that was padded. */
  readonly #paddedMask: Uint8Array;

  constructor(key: Uint8Array) {
    assert(key.length === BLOCK_BYTES);
    this.#key = new HeldKey(key);
    const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
    this.#wholeMask = doubled(cipher.update(ZERO_BLOCK));
    this.#paddedMask = doubled(this.#wholeMask);
  }

  mac(parts: readonly Uint8Array[], out: Uint8Array): void {
    assert(out.length <= BLOCK_BYTES);
    const message = Buffer.concat(parts);
    const rest = message.length % BLOCK_BYTES;
    const isWhole = rest === 0 && message.length > 0;
    const lastAt = isWhole ? message.length - BLOCK_BYTES : message.length - rest;
    const last = new Uint8Array(BLOCK_BYTES);
    last.set(message.subarray(lastAt));
    if (!isWhole) last[rest] = 0x80;
    const mask = isWhole ? this.#wholeMask : this.#paddedMask;
    for (let i = 0; i < BLOCK_BYTES; i++) last[i]! ^= mask[i]!;
    const cipher = createCipheriv("aes-128-cbc", this.#key.bytes, ZERO_BLOCK).setAutoPadding(false);
    cipher.update(message.subarray(0, lastAt));
    out.set(cipher.update(last).subarray(0, out.length));
  }

  dispose(): void {
    this.#key.dispose();
    this.#wholeMask.fill(0);
    this.#paddedMask.fill(0);
  }
}

/** Multiplies by x in GF(2^128), most significant bit first. */
function doubled(block: Uint8Array): Uint8Array {
  const result = new Uint8Array(BLOCK_BYTES);
  let carry = 0;
  for (let i = BLOCK_BYTES - 1; i >= 0; i--) {
    const value = (block[i]! << 1) | carry;
    result[i] = value;
    carry = value >> 8;
  }
  result[BLOCK_BYTES - 1]! ^= carry === 0 ? 0 : 0x87;
  return result;
}

/** GMAC is the tag of AES-GCM over no plaintext, the message being the additional data. */
class Gmac implements GmacContext {
  readonly #key: HeldKey;

  constructor(key: Uint8Array) {
    assert(key.length === 16);
    this.#key = new HeldKey(key);
  }

  mac(nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): void {
    assert(nonce.length === GCM_NONCE_BYTES && out.length === AEAD_TAG_BYTES);
    const cipher = createCipheriv("aes-128-gcm", this.#key.bytes, nonce);
    for (const part of parts) cipher.setAAD(part);
    cipher.final();
    out.set(cipher.getAuthTag());
  }

  dispose(): void {
    this.#key.dispose();
  }
}

function keyBytesOf(algorithm: AeadAlgorithm): number {
  return algorithm.startsWith("AES-256") ? 32 : 16;
}

class Gcm implements AeadContext {
  readonly #name: CipherGCMTypes;
  readonly #key: HeldKey;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    assert(key.length === keyBytesOf(algorithm));
    this.#name = key.length === 32 ? "aes-256-gcm" : "aes-128-gcm";
    this.#key = new HeldKey(key);
  }

  seal(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tagOut: Uint8Array): void {
    assert(nonce.length === GCM_NONCE_BYTES && tagOut.length === AEAD_TAG_BYTES);
    const cipher = createCipheriv(this.#name, this.#key.bytes, nonce);
    cipher.setAAD(aad);
    const sealed = cipher.update(payload);
    cipher.final();
    payload.set(sealed);
    tagOut.set(cipher.getAuthTag());
  }

  open(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): boolean {
    assert(nonce.length === GCM_NONCE_BYTES && tag.length === AEAD_TAG_BYTES);
    const decipher = createDecipheriv(this.#name, this.#key.bytes, nonce);
    decipher.setAAD(aad);
    decipher.setAuthTag(tag);
    const opened = decipher.update(payload);
    if (!isTagRight(decipher)) return false;
    payload.set(opened);
    return true;
  }

  dispose(): void {
    this.#key.dispose();
  }
}

class Ccm implements AeadContext {
  readonly #name: CipherCCMTypes;
  readonly #key: HeldKey;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    assert(key.length === keyBytesOf(algorithm));
    this.#name = key.length === 32 ? "aes-256-ccm" : "aes-128-ccm";
    this.#key = new HeldKey(key);
  }

  seal(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tagOut: Uint8Array): void {
    assert(nonce.length === CCM_NONCE_BYTES && tagOut.length === AEAD_TAG_BYTES);
    const options = { authTagLength: AEAD_TAG_BYTES };
    const cipher = createCipheriv(this.#name, this.#key.bytes, nonce, options);
    cipher.setAAD(aad, { plaintextLength: payload.length });
    const sealed = cipher.update(payload);
    cipher.final();
    payload.set(sealed);
    tagOut.set(cipher.getAuthTag());
  }

  open(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): boolean {
    assert(nonce.length === CCM_NONCE_BYTES && tag.length === AEAD_TAG_BYTES);
    const options = { authTagLength: AEAD_TAG_BYTES };
    const decipher = createDecipheriv(this.#name, this.#key.bytes, nonce, options);
    decipher.setAuthTag(tag);
    decipher.setAAD(aad, { plaintextLength: payload.length });
    const opened = decipher.update(payload);
    if (!isTagRight(decipher)) return false;
    payload.set(opened);
    return true;
  }

  dispose(): void {
    this.#key.dispose();
  }
}

/** node:crypto says "wrong tag" by throwing from `final`, which can fail for no other reason here. */
function isTagRight(decipher: { final(): Uint8Array }): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}
