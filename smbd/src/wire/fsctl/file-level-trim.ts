/** FSCTL_FILE_LEVEL_TRIM. [MS-FSCC] 2.3.13 and 2.3.14. */
import { decodeRangeNumber } from "../range-number.ts";
import type { Reader } from "../reader.ts";
import { WIRE_TRUNCATED } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface TrimRange {
  readonly offset: number;
  readonly length: number;
}

export interface FileLevelTrimRequest {
  readonly key: number;
  readonly ranges: readonly TrimRange[];
}

export interface FileLevelTrimResponse {
  readonly numRangesProcessed: number;
}

const RANGE_BYTES = 16;

export function decodeFileLevelTrimRequest(reader: Reader): FileLevelTrimRequest {
  const key = reader.u32();
  const count = reader.u32();
  if (count * RANGE_BYTES > reader.remaining) throw WIRE_TRUNCATED;
  const ranges: TrimRange[] = [];
  for (let i = 0; i < count; i++) {
    ranges.push({ offset: decodeRangeNumber(reader), length: decodeRangeNumber(reader) });
  }
  return { key, ranges };
}

export function encodeFileLevelTrimRequest(writer: Writer, request: FileLevelTrimRequest): void {
  writer.u32(request.key).u32(request.ranges.length);
  for (const range of request.ranges) writer.u64(range.offset).u64(range.length);
}

export function decodeFileLevelTrimResponse(reader: Reader): FileLevelTrimResponse {
  return { numRangesProcessed: reader.u32() };
}

export function encodeFileLevelTrimResponse(writer: Writer, response: FileLevelTrimResponse): void {
  writer.u32(response.numRangesProcessed);
}
