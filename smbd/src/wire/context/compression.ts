/** SMB2_COMPRESSION_CAPABILITIES. [MS-SMB2] 2.2.3.1.3. */
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const COMPRESSION_NONE = 0x0000;
export const COMPRESSION_LZNT1 = 0x0001;
export const COMPRESSION_LZ77 = 0x0002;
export const COMPRESSION_LZ77_HUFFMAN = 0x0003;
export const COMPRESSION_PATTERN_V1 = 0x0004;
export const COMPRESSION_LZ4 = 0x0005;

export const COMPRESSION_FLAG_CHAINED = 0x00000001;

export interface Compression {
  readonly flags: number;
  readonly algorithms: readonly number[];
}

export function decodeCompression(reader: Reader): Compression {
  const count = reader.u16();
  reader.skip(2);
  const flags = reader.u32();
  if (count === 0) throw WIRE_VALUE;
  return { flags, algorithms: decodeU16List(reader, count) };
}

export function encodeCompression(writer: Writer, context: Compression): void {
  writer.u16(context.algorithms.length).u16(0).u32(context.flags);
  encodeU16List(writer, context.algorithms);
}
