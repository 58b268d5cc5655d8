/**
 * The crypto provider over the addon: contexts keep their key schedule, small messages cost well
 * under a microsecond, large ones go to a worker. Where Node hides its OpenSSL from addons, it is
 * `nodeCrypto` altogether.
 */
import { strict as assert } from "node:assert";
import {
  AEAD_TAG_BYTES,
  type AeadAlgorithm,
  type AeadContext,
  type AfterRead,
  CCM_NONCE_BYTES,
  type CryptoProvider,
  GCM_NONCE_BYTES,
  type GmacContext,
  type MacContext,
} from "../crypto/provider.ts";
import { type NativeAeadKey, type NativeMacKey, native, runJob } from "./native.ts";
import { nodeCrypto } from "./node-crypto.ts";

const keptContexts: CryptoProvider = {
  hmacSha256: (key) => new AddonMac(0, key, 32),
  cmac: (key) => new AddonMac(1, key, 16),
  gmac: (key) => new AddonGmac(key),
  aead: (algorithm, key) => new AddonAead(algorithm, key),
  sha512: (parts, out) => succeed(native.sha512(parts, out)),
  // Once per logon and weak by design: not worth a native path.
  md5: nodeCrypto.md5,
  hmacMd5: nodeCrypto.hmacMd5,
};

export const addonCrypto: CryptoProvider = native.hasCrypto() ? keptContexts : nodeCrypto;

class AddonMac implements MacContext {
  #key: NativeMacKey;
  #bytesMax: number;

  constructor(algorithm: number, key: Uint8Array, bytesMax: number) {
    this.#key = new native.MacKey(algorithm, key);
    this.#bytesMax = bytesMax;
  }

  mac(parts: readonly Uint8Array[], out: Uint8Array): void {
    succeed(this.#key.mac(parts, out));
  }

  macLater(parts: readonly Uint8Array[], out: Uint8Array, done: () => void): void {
    assert(out.length <= this.#bytesMax);
    const finish = () => this.mac(parts, out);
    runJob((id) => this.#key.macLater(id, parts, out), settle(finish, done));
  }

  macAfterRead(parts: readonly Uint8Array[], out: Uint8Array): AfterRead {
    assert(out.length <= this.#bytesMax);
    const key = this.#key;
    return {
      run: () => this.mac(parts, out),
      readLater: (id, fd, target, start, length, position) =>
        key.readAndMacLater(id, fd, target, start, length, position, parts, out),
    };
  }

  dispose(): void {
    this.#key.dispose();
  }
}

class AddonGmac implements GmacContext {
  readonly isQuick: boolean;
  #key: NativeAeadKey;

  constructor(key: Uint8Array) {
    this.#key = new native.AeadKey(ALGORITHM_NUMBERS["AES-128-GCM"], key);
    this.isQuick = this.#key.isQuick();
  }

  mac(nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): void {
    succeed(this.#key.gmac(nonce, parts, out));
  }

  macLater(
    nonce: Uint8Array,
    parts: readonly Uint8Array[],
    out: Uint8Array,
    done: () => void,
  ): void {
    const finish = () => this.mac(nonce, parts, out);
    runJob((id) => this.#key.gmacLater(id, nonce, parts, out), settle(finish, done));
  }

  macAfterRead(nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): AfterRead {
    const key = this.#key;
    const work: AfterRead = {
      run: () => this.mac(nonce, parts, out),
      readLater: (id, fd, target, start, length, position) =>
        key.readAndGmacLater(id, fd, target, start, length, position, nonce, parts, out),
    };
    const [message] = parts;
    if (!this.isQuick || message === undefined || parts.length > 1) return work;
    work.readNow = (fd, target, start, length, position) =>
      key.readAndGmac(fd, target, start, length, position, nonce, message, out);
    return work;
  }

  dispose(): void {
    this.#key.dispose();
  }
}

class AddonAead implements AeadContext {
  readonly isQuick: boolean;
  #key: NativeAeadKey;
  #nonceBytes: number;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    this.#key = new native.AeadKey(ALGORITHM_NUMBERS[algorithm], key);
    this.isQuick = this.#key.isQuick();
    this.#nonceBytes = algorithm.endsWith("GCM") ? GCM_NONCE_BYTES : CCM_NONCE_BYTES;
  }

  seal(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tagOut: Uint8Array): void {
    this.#check(nonce, tagOut);
    succeed(this.#key.seal(nonce, aad, payload, tagOut));
  }

  open(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): boolean {
    this.#check(nonce, tag);
    return isAuthentic(this.#key.open(nonce, aad, payload, tag));
  }

  sealLater(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tagOut: Uint8Array,
    done: () => void,
  ): void {
    this.#check(nonce, tagOut);
    const finish = () => this.seal(nonce, aad, payload, tagOut);
    runJob((id) => this.#key.sealLater(id, nonce, aad, payload, tagOut), settle(finish, done));
  }

  sealAfterRead(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tagOut: Uint8Array,
  ): AfterRead {
    this.#check(nonce, tagOut);
    const key = this.#key;
    const work: AfterRead = {
      run: () => this.seal(nonce, aad, payload, tagOut),
      readLater: (id, fd, target, start, length, position) =>
        key.readAndSealLater(id, fd, target, start, length, position, nonce, aad, payload, tagOut),
    };
    if (!this.isQuick) return work;
    work.readNow = (fd, target, start, length, position) =>
      key.readAndSeal(fd, target, start, length, position, nonce, aad, payload, tagOut);
    return work;
  }

  openLater(
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
    done: (isAuthentic: boolean) => void,
  ): void {
    this.#check(nonce, tag);
    runJob(
      (id) => this.#key.openLater(id, nonce, aad, payload, tag),
      (result) =>
        done(result === QUEUE_FULL ? this.open(nonce, aad, payload, tag) : isAuthentic(result)),
    );
  }

  dispose(): void {
    this.#key.dispose();
  }

  #check(nonce: Uint8Array, tag: Uint8Array): void {
    assert(nonce.length === this.#nonceBytes && tag.length === AEAD_TAG_BYTES);
  }
}

/** A job that the full queue refused is done here instead: slow, and never wrong. */
function settle(finish: () => void, done: () => void): (result: number) => void {
  return (result) => {
    if (result === QUEUE_FULL) finish();
    else succeed(result);
    done();
  };
}

function succeed(result: number): void {
  assert(result === 0, `the crypto library failed: errno ${-result}`);
}

function isAuthentic(result: number): boolean {
  if (result === NOT_AUTHENTIC) return false;
  succeed(result);
  return true;
}

const ALGORITHM_NUMBERS = {
  "AES-128-GCM": 0,
  "AES-256-GCM": 1,
  "AES-128-CCM": 2,
  "AES-256-CCM": 3,
} as const;

/** -EAGAIN and -EBADMSG. */
const QUEUE_FULL = -11;
const NOT_AUTHENTIC = -74;
