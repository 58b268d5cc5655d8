/** FileStreamInformation: a list. [MS-FSCC] 2.4.49. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface StreamInformation {
  readonly streamSize: number;
  readonly streamAllocationSize: number;
  /** With colons and type: "::$DATA", ":Zone.Identifier:$DATA". */
  readonly streamName: string;
}

export const STREAMS_MAX = 65536;

const FIXED = 24;

export function decodeStreamList(reader: Reader): readonly StreamInformation[] {
  if (reader.length === 0) return [];
  const list: StreamInformation[] = [];
  reader.chain(FIXED, 8, STREAMS_MAX, (record) => {
    record.skip(4);
    const nameLength = record.u32();
    const streamSize = record.u64Safe();
    const streamAllocationSize = record.u64Safe();
    list.push({ streamSize, streamAllocationSize, streamName: record.utf16(nameLength) });
  });
  return list;
}

export function encodeStreamList(writer: Writer, list: readonly StreamInformation[]): void {
  const start = writer.position;
  let previous = -1;
  for (const stream of list) {
    writer.align(8, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer.u32(0).u32(2 * stream.streamName.length);
    writer.u64(stream.streamSize).u64(stream.streamAllocationSize).utf16(stream.streamName);
  }
}
