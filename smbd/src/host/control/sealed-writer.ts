/** Writes a sealed file in pieces, whole or not at all: beside, synced, renamed. How it looks: `sealed-file.ts`. */
import { type CipherGCM, createCipheriv, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AFRESH } from "../afresh.ts";
import { MAGIC, NONCE_BYTES, readOrMakeKey, TAG_BYTES } from "./sealed-file.ts";

const HEAD_BYTES = MAGIC.length + NONCE_BYTES + TAG_BYTES;

export class SealedWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #nonce: Uint8Array;
  readonly #cipher: CipherGCM;
  #bytes = HEAD_BYTES;
  #isFinished = false;

  private constructor(path: string, file: FileHandle, key: Uint8Array) {
    this.#path = path;
    this.#file = file;
    this.#nonce = randomBytes(NONCE_BYTES);
    this.#cipher = createCipheriv("aes-256-gcm", key, this.#nonce);
    this.#cipher.setAAD(MAGIC);
  }

  static async of(path: string, keyPath: string): Promise<SealedWriter> {
    const key = readOrMakeKey(keyPath);
    return new SealedWriter(path, await open(`${path}.new`, AFRESH, 0o600), key);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(text: string): Promise<void> {
    const sealed = this.#cipher.update(text, "utf8");
    await writeAll(this.#file, sealed, this.#bytes);
    this.#bytes += sealed.length;
  }

  /** Its head, by which it is known from every other. */
  async finish(): Promise<Uint8Array> {
    this.#cipher.final();
    const head = Buffer.concat([MAGIC, this.#nonce, this.#cipher.getAuthTag()]);
    await writeAll(this.#file, head, 0);
    await this.#file.sync();
    await rename(`${this.#path}.new`, this.#path);
    this.#isFinished = true;
    const folder = await open(dirname(this.#path), "r");
    await folder.sync().finally(() => folder.close());
    return head;
  }

  /** One that was not finished leaves nothing behind. */
  async close(): Promise<void> {
    await this.#file.close();
    if (!this.#isFinished) await rm(`${this.#path}.new`, { force: true });
  }
}

/** A disk that fills up takes a part, and only then says so. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

/** The head of the file that is there. */
export function sealedHead(path: string): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const fd = openSync(path, "r");
  try {
    readSync(fd, head, 0, HEAD_BYTES, 0);
  } finally {
    closeSync(fd);
  }
  return head;
}
