/**
 * The last good snapshot, sealed at rest, so that the engine serves without server and database. The key is a
 * file of its own (mode 0600): a copy of one of the two tells nothing.
 *
 *     file:  | "LARDER1\n" | nonce, 12 | tag, 16 | AES-256-GCM of the JSON |
 */
import { createDecipheriv, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { AFRESH } from "../afresh.ts";

export const MAGIC = Buffer.from("LARDER1\n", "latin1");
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Null: there is none, or it cannot be opened with this key (then `problem` is called with why). */
export function readSealed(
  path: string,
  keyPath: string,
  problem: (why: string) => void,
): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") problem(String(error));
    return null;
  }
  try {
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("unknown format");
    const nonce = bytes.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES);
    const tag = bytes.subarray(MAGIC.length + NONCE_BYTES, MAGIC.length + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", readFileSync(keyPath), nonce);
    decipher.setAuthTag(tag);
    decipher.setAAD(MAGIC);
    const sealed = bytes.subarray(MAGIC.length + NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch (error) {
    problem(error instanceof Error ? error.message : String(error));
    return null;
  }
}

export function readOrMakeKey(keyPath: string): Buffer {
  try {
    const key = readFileSync(keyPath);
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = randomBytes(KEY_BYTES);
  writeWhole(keyPath, key);
  return key;
}

/** Beside, synced and renamed; readable by its owner alone. */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`;
  try {
    const fd = openSync(beside, AFRESH, 0o600);
    try {
      // All of it: a disk that fills up takes a part, and only then says so.
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
