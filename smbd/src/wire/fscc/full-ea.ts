/** FileFullEaInformation: a list. [MS-FSCC] 2.4.16. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface FullEa {
  readonly flags: number;
  /** ASCII on the wire; kept byte for byte as latin1. */
  readonly name: string;
  /** Empty removes the EA in a set. */
  readonly valueView: Uint8Array;
}

export const FILE_NEED_EA = 0x80;

/** An EA takes at least nine bytes of the 64 KiB that a file may have. */
export const EAS_MAX = 4096;

const FIXED = 8;

/** [MS-FSCC] 2.4.16: records are 4-byte aligned. `reader` covers exactly the list; empty is no list. */
export function decodeFullEaList(reader: Reader): readonly FullEa[] {
  if (reader.length === 0) return [];
  const list: FullEa[] = [];
  reader.chain(FIXED, 4, EAS_MAX, (record) => {
    record.skip(4);
    const flags = record.u8();
    const nameLength = record.u8();
    const valueLength = record.u16();
    const name = decodeEaName(record, nameLength);
    list.push({ flags, name, valueView: record.view(valueLength) });
  });
  return list;
}

export function encodeFullEaList(writer: Writer, list: readonly FullEa[]): void {
  const start = writer.position;
  let previous = -1;
  for (const ea of list) {
    writer.align(4, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer.u32(0).u8(ea.flags).u8(ea.name.length).u16(ea.valueView.length);
    encodeEaName(writer, ea.name);
    writer.put(ea.valueView);
  }
}

/** Bytes of the record without the padding before the next. */
export function fullEaByteLength(ea: FullEa): number {
  return FIXED + ea.name.length + 1 + ea.valueView.length;
}

/** A name and the zero byte behind it, which the length does not count. */
export function decodeEaName(reader: Reader, length: number): string {
  let name = "";
  for (const byte of reader.view(length)) name += String.fromCharCode(byte);
  if (reader.u8() !== 0 || name.includes("\0")) throw WIRE_VALUE;
  return name;
}

export function encodeEaName(writer: Writer, name: string): void {
  for (let i = 0; i < name.length; i++) writer.u8(name.charCodeAt(i));
  writer.u8(0);
}
