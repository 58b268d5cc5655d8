/** UUIDs as text, laid out as DCE/RPC does: three little-endian fields, then eight bytes. [C706] A. */
import type { Reader } from "../wire/reader.ts";
import type { Writer } from "../wire/writer.ts";

export const UUID_NIL = "00000000-0000-0000-0000-000000000000";

export function decodeUuid(reader: Reader): string {
  const head = `${hex(reader.u32(), 8)}-${hex(reader.u16(), 4)}-${hex(reader.u16(), 4)}`;
  const tail = Array.from(reader.view(8), (byte) => hex(byte, 2)).join("");
  return `${head}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

export function encodeUuid(writer: Writer, uuid: string): void {
  const digits = uuid.replaceAll("-", "");
  writer.u32(Number.parseInt(digits.slice(0, 8), 16));
  writer.u16(Number.parseInt(digits.slice(8, 12), 16));
  writer.u16(Number.parseInt(digits.slice(12, 16), 16));
  for (let at = 16; at < 32; at += 2) writer.u8(Number.parseInt(digits.slice(at, at + 2), 16));
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
