/**
 * A 16-byte id as 32 lower-case hex digits of its wire bytes, in wire order: ClientGuid, lease key, create
 * guid. One string made once serves as a Map key and compares by value.
 */
import type { Reader } from "./reader.ts";
import { WIRE_VALUE } from "./wire-error.ts";
import type { Writer } from "./writer.ts";

export type Guid = string;

export const GUID_BYTES = 16;
export const GUID_ZERO: Guid = "0".repeat(32);

export function decodeGuid(reader: Reader): Guid {
  return decodeHex(reader, GUID_BYTES);
}

export function encodeGuid(writer: Writer, guid: Guid): void {
  if (guid.length !== 2 * GUID_BYTES) throw WIRE_VALUE;
  encodeHex(writer, guid);
}

/** The next `count` bytes as hex digits. */
export function decodeHex(reader: Reader, count: number): string {
  const bytes = reader.view(count);
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

export function encodeHex(writer: Writer, text: string): void {
  for (let i = 0; i < text.length; i += 2) {
    const byte = Number.parseInt(text.slice(i, i + 2), 16);
    if (Number.isNaN(byte)) throw WIRE_VALUE;
    writer.u8(byte);
  }
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);
