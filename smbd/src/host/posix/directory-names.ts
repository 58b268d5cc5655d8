import { native } from "../native.ts";
import { ENOENT } from "./errno.ts";
import { decodeName, isReversible } from "./stored-name.ts";

export interface StoredName {
  /** As a client sees it. */
  readonly name: string;
  /** As it is on disk, where `name` alone would not lead back to it. */
  readonly bytes: Uint8Array | null;
}

/**
 * Hands each name of an open directory (not "." and "..") to `visit`, which answers false to stop, and calls
 * nothing that reads a directory: there is one buffer for all.
 * `isDirectory`: or the file system does not say.
 * Answers 0 or a negated errno.
 */
export function eachName(
  fd: number,
  visit: (stored: StoredName, isDirectory: boolean) => boolean,
): number {
  for (;;) {
    const length = native.readDirectory(fd, records);
    // A directory that was removed while open lists nothing.
    if (length === 0 || length === ENOENT) return 0;
    if (length < 0) return length;
    if (!eachRecord(records, length, visit)) return 0;
  }
}

/** The names among `length` bytes of records; false when `visit` stopped. */
export function eachRecord(
  buffer: Uint8Array,
  length: number,
  visit: (stored: StoredName, isDirectory: boolean) => boolean,
): boolean {
  const view = new DataView(buffer.buffer, buffer.byteOffset, length);
  for (let at = 0; at < length; at += view.getUint16(at + 16, isLittleEndian)) {
    const start = at + NAME_OFFSET;
    const bytes = buffer.subarray(start, buffer.indexOf(0, start));
    if (isDots(bytes)) continue;
    const name = decodeName(bytes);
    const stored = { name, bytes: isReversible(name, bytes) ? null : bytes.slice() };
    const type = buffer[at + TYPE_OFFSET];
    if (!visit(stored, type === DT_DIR || type === DT_UNKNOWN)) return false;
  }
  return true;
}

function isDots(bytes: Uint8Array): boolean {
  return bytes[0] === 0x2e && (bytes.length === 1 || (bytes.length === 2 && bytes[1] === 0x2e));
}

/** struct linux_dirent64: inode u64, offset i64, length u16, type u8, name. */
const TYPE_OFFSET = 18;
const NAME_OFFSET = 19;
const DT_UNKNOWN = 0;
const DT_DIR = 4;
const records = new Uint8Array(256 * 1024);
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
