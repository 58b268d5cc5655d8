/**
 * The Offset field of READ and WRITE: a Number, so that the hot path makes no bigint. All ones, the append
 * sentinel, is FILE_OFFSET_ALL_ONES; anything else above 2^53 - 1 is refused.
 */
import type { Reader } from "./reader.ts";
import { WIRE_TOO_LARGE } from "./wire-error.ts";
import type { Writer } from "./writer.ts";

export const FILE_OFFSET_ALL_ONES = -1;

export function decodeFileOffset(reader: Reader): number {
  const low = reader.u32();
  const high = reader.u32();
  if (high <= 0x1fffff) return high * 0x1_0000_0000 + low;
  if (high === 0xffffffff && low === 0xffffffff) return FILE_OFFSET_ALL_ONES;
  throw WIRE_TOO_LARGE;
}

export function encodeFileOffset(writer: Writer, offset: number): void {
  if (offset === FILE_OFFSET_ALL_ONES) {
    writer.u32(0xffffffff).u32(0xffffffff);
    return;
  }
  writer.u64(offset);
}
