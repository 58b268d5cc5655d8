/** FILE_GET_EA_INFORMATION: the names a FileFullEaInformation query asks for. [MS-FSCC] 2.4.16.1. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { decodeEaName, EAS_MAX, encodeEaName } from "./full-ea.ts";

export interface GetEa {
  readonly name: string;
}

const FIXED = 5;

export function decodeGetEaList(reader: Reader): readonly GetEa[] {
  if (reader.length === 0) return [];
  const list: GetEa[] = [];
  reader.chain(FIXED, 4, EAS_MAX, (record) => {
    record.skip(4);
    const nameLength = record.u8();
    list.push({ name: decodeEaName(record, nameLength) });
  });
  return list;
}

export function encodeGetEaList(writer: Writer, list: readonly GetEa[]): void {
  const start = writer.position;
  let previous = -1;
  for (const { name } of list) {
    writer.align(4, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer.u32(0).u8(name.length);
    encodeEaName(writer, name);
  }
}
