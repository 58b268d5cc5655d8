import { isStreamFolder } from "../stream-folder.ts";

/**
 * Names between the wire and the disk.
 *
 * - A Linux name is bytes. Well-formed names are UTF-8; lone surrogates, which Windows allows, are
 *   stored in their three-byte form (WTF-8), so that every name comes back as it was sent.
 * - Characters that Windows forbids travel as private-use characters (state/mapped-name.ts). They are
 *   undone on the way to the disk and made on the way back.
 * - Bytes on disk that are no UTF-8 at all (names of another age) show as U+EF80 to U+EFFF, one
 *   each. Such a name is found by way of the directory index, which remembers its bytes.
 */

import { mapName, unmapName } from "../../state/mapped-name.ts";

/** The bytes to store, or null for a name that no Linux file system can hold. */
export function encodeName(name: string): Uint8Array | null {
  const bytes = encodeText(unmapName(name));
  if (bytes.length === 0 || bytes.length > NAME_BYTES_MAX) return null;
  // Checked after the mapping, which makes periods: "." and ".." must never come out of it.
  if (bytes[0] === PERIOD && (bytes.length === 1 || (bytes.length === 2 && bytes[1] === PERIOD))) {
    return null;
  }
  for (const byte of bytes) if (byte === SLASH || byte === 0) return null;
  return bytes;
}

/** The bytes for a name that a client gave: as encodeName, but never the name that the store keeps to itself. */
export function encodeClientName(name: string): Uint8Array | null {
  return isStreamFolder(name) ? null : encodeName(name);
}

/** The name that a client sees. */
export function decodeName(bytes: Uint8Array): string {
  return mapName(decodeText(bytes));
}

/** Whether the decoded name leads back to the bytes it came from. */
export function isReversible(name: string, bytes: Uint8Array): boolean {
  if (!isAmbiguous.test(name)) return true;
  const again = encodeName(name);
  return again !== null && Buffer.compare(again, bytes) === 0;
}

/** UTF-8, and the three-byte form for lone surrogates. */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else bytes.push(...Buffer.from(character, "utf8"));
  }
  return Uint8Array.from(bytes);
}

export function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  // Only a name with a replacement character can have been damaged by the fast way.
  return text.includes("\ufffd") ? decodeSlowly(bytes) : text;
}

function decodeSlowly(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(RAW_BYTE_BASE | bytes[at]!);
      at += 1;
    } else if (isSurrogate(bytes, at)) {
      text += String.fromCharCode(
        0xd000 | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f),
      );
      at += 3;
    } else {
      text += Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
      at += length;
    }
  }
  return text;
}

/** Bytes of the UTF-8 (or surrogate) sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (isSurrogate(bytes, at)) return 3;
  let length = 0;
  if (first >= 0xc2 && first <= 0xdf) length = 2;
  else if (first >= 0xe0 && first <= 0xef) length = 3;
  else if (first >= 0xf0 && first <= 0xf4) length = 4;
  if (length === 0 || at + length > bytes.length) return 0;
  const piece = Buffer.from(bytes.subarray(at, at + length));
  // The decoder knows overlong and out-of-range forms: what comes back equal was well-formed.
  return Buffer.from(piece.toString("utf8"), "utf8").equals(piece) ? length : 0;
}

function isSurrogate(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0xed &&
    at + 2 < bytes.length &&
    (bytes[at + 1]! & 0xe0) === 0xa0 &&
    (bytes[at + 2]! & 0xc0) === 0x80
  );
}

const NAME_BYTES_MAX = 255;
const SLASH = 0x2f;
const PERIOD = 0x2e;
/** 0x80 to 0xff land on U+EF80 to U+EFFF. */
const RAW_BYTE_BASE = 0xef00;

const isAmbiguous = /[\uef80-\uefff\uf001-\uf029\ud800-\udfff]/;
