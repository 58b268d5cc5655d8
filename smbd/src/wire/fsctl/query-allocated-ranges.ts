/** FSCTL_QUERY_ALLOCATED_RANGES: one range asked about, a list of them answered. [MS-FSCC] 2.3.51 and 2.3.52. */
import { decodeRangeNumber } from "../range-number.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AllocatedRange {
  readonly fileOffset: number;
  readonly length: number;
}

export const ALLOCATED_RANGE_BYTES = 16;

export function decodeAllocatedRange(reader: Reader): AllocatedRange {
  return { fileOffset: decodeRangeNumber(reader), length: decodeRangeNumber(reader) };
}

export function encodeAllocatedRange(writer: Writer, range: AllocatedRange): void {
  writer.u64(range.fileOffset).u64(range.length);
}

export function decodeAllocatedRanges(reader: Reader): readonly AllocatedRange[] {
  const ranges: AllocatedRange[] = [];
  while (reader.remaining > 0) ranges.push(decodeAllocatedRange(reader));
  return ranges;
}

export function encodeAllocatedRanges(writer: Writer, ranges: readonly AllocatedRange[]): void {
  for (const range of ranges) encodeAllocatedRange(writer, range);
}
