import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Seals secrets for the database. Each is bound to the row it belongs to, so that none can be moved. */
export class Sealer {
  readonly #key: Buffer;

  constructor(secretKey: Uint8Array) {
    this.#key = Buffer.from(hkdfSync("sha256", secretKey, "", "larder database secrets v1", 32));
  }

  /** Version, nonce, ciphertext, tag. */
  seal(secret: Uint8Array, rowId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.from(rowId, "utf8"));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]);
  }

  /** null: another key sealed it, or it was moved or changed. */
  open(sealed: Uint8Array, rowId: string): Buffer | null {
    const bytes = Buffer.from(sealed);
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) return null;
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(1, 1 + NONCE_BYTES));
    decipher.setAAD(Buffer.from(rowId, "utf8"));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const body = bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES);
    try {
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch {
      // Node has one error for every way a tag can fail.
      return null;
    }
  }
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
