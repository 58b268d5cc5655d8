import { mapName } from "../../state/mapped-name.ts";
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
  const latin1 = Buffer.from(buffer.buffer, buffer.byteOffset, length);
  for (let at = 0; at < length; at += view.getUint16(at + 16, isLittleEndian)) {
    const start = at + NAME_OFFSET;
    let end = start;
    let kinds = 0;
    for (; buffer[end] !== 0; end++) kinds |= KINDS[buffer[end]!]!;
    if (isDots(buffer, start, end)) continue;
    // Most names need no more than a letter for a byte.
    const isPlain = kinds === 0 && KINDS_AT_END[buffer[end - 1]!] === 0;
    const stored = isPlain
      ? { name: latin1.toString("latin1", start, end), bytes: null }
      : storedNameOf(buffer.subarray(start, end));
    const type = buffer[at + TYPE_OFFSET];
    if (!visit(stored, type === DT_DIR || type === DT_UNKNOWN)) return false;
  }
  return true;
}

function storedNameOf(bytes: Uint8Array): StoredName {
  const name = decodeName(bytes);
  return { name, bytes: isReversible(name, bytes) ? null : bytes.slice() };
}

function isDots(buffer: Uint8Array, start: number, end: number): boolean {
  if (buffer[start] !== PERIOD) return false;
  return end === start + 1 || (end === start + 2 && buffer[start + 1] === PERIOD);
}

const PERIOD = 0x2e;
/** Not 0 for the bytes that a client does not see as they are: no ASCII, or no character for it. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => (isSeenAs(byte, "x") ? 0 : 1));
const KINDS_AT_END = Uint8Array.from({ length: 256 }, (_, byte) => (isSeenAs(byte, "") ? 0 : 1));

function isSeenAs(byte: number, after: string): boolean {
  const text = String.fromCharCode(byte) + after;
  return byte < 0x80 && mapName(text) === text;
}

/** struct linux_dirent64: inode u64, offset i64, length u16, type u8, name. */
const TYPE_OFFSET = 18;
const NAME_OFFSET = 19;
const DT_UNKNOWN = 0;
const DT_DIR = 4;
const records = new Uint8Array(256 * 1024);
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
