/** Changes after a saved whole, each sealed by itself, at the end of one file. How it looks: `saved-catalog.ts`. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { AFRESH } from "../afresh.ts";
import { NONCE_BYTES, readOrMakeKey, TAG_BYTES } from "./sealed-file.ts";

const MAGIC = Buffer.from("LARDERC\n", "latin1");
const LENGTH_BYTES = 4;
const FRAME_BYTES = LENGTH_BYTES + NONCE_BYTES + TAG_BYTES;

export class ChangeFile {
  readonly #path: string;
  readonly #keyPath: string;
  #file: FileHandle | null = null;
  /** Of the whole that the changes came after. */
  #head: Uint8Array = MAGIC;
  #count = 0;
  #bytes = 0;

  constructor(path: string, keyPath: string) {
    this.#path = path;
    this.#keyPath = keyPath;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isOpen(): boolean {
    return this.#file !== null;
  }

  /** What came after the whole with this head, as far as it is undamaged. */
  read(head: Uint8Array): { readonly texts: string[]; readonly tornBytes: number } {
    const texts: string[] = [];
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch {
      // None was made yet, or it cannot be read: the server tells what is missing.
      return { texts, tornBytes: 0 };
    }
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return { texts, tornBytes: bytes.length };
    const key = readFileSync(this.#keyPath);
    let at = MAGIC.length;
    while (at + FRAME_BYTES <= bytes.length) {
      const end = at + FRAME_BYTES + bytes.readUInt32LE(at);
      if (end > bytes.length) break;
      const text = opened(key, bytes.subarray(at + LENGTH_BYTES, end), boundTo(head, texts.length));
      if (text === null) break;
      texts.push(text);
      at = end;
    }
    return { texts, tornBytes: bytes.length - at };
  }

  /** Of a new whole: there are none yet. */
  async begin(head: Uint8Array): Promise<void> {
    await this.forget();
    const file = await open(this.#path, AFRESH, 0o600);
    this.#file = file;
    await file.write(MAGIC, 0, MAGIC.length, 0);
    await file.datasync();
    this.#head = head;
    this.#count = 0;
    this.#bytes = MAGIC.length;
  }

  /** Resolves when it is on stable storage. */
  async append(text: string): Promise<void> {
    const file = this.#file;
    if (file === null) throw new Error("there is no file of changes");
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", readOrMakeKey(this.#keyPath), nonce);
    cipher.setAAD(boundTo(this.#head, this.#count));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(sealed.length);
    const frame = Buffer.concat([length, nonce, cipher.getAuthTag(), sealed]);
    for (let at = 0; at < frame.length; ) {
      const { bytesWritten } = await file.write(frame, at, frame.length - at, this.#bytes + at);
      at += bytesWritten;
    }
    await file.datasync();
    this.#count++;
    this.#bytes += frame.length;
  }

  /** Nothing more is appended before the next whole. */
  async forget(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}

function boundTo(head: Uint8Array, number: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(number);
  return Buffer.concat([MAGIC, head, count]);
}

function opened(key: Uint8Array, frame: Buffer, bound: Uint8Array): string | null {
  const decipher = createDecipheriv("aes-256-gcm", key, frame.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(frame.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  decipher.setAAD(bound);
  try {
    const sealed = frame.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    // The only thing that `final` throws: it is not what was sealed under this key and bound to this.
    return null;
  }
}
