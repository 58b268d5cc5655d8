/** FSCTL_QUERY_FILE_REGIONS. [MS-FSCC] 2.3.55 and 2.3.56. */
import { decodeRangeNumber } from "../range-number.ts";
import type { Reader } from "../reader.ts";
import { WIRE_TRUNCATED } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const FILE_REGION_USAGE_VALID_CACHED_DATA = 0x00000001;
export const FILE_REGION_USAGE_VALID_NONCACHED_DATA = 0x00000002;

export interface FileRegion {
  readonly fileOffset: number;
  readonly length: number;
  readonly usage: number;
}

export interface FileRegionOutput {
  readonly flags: number;
  readonly totalRegionEntryCount: number;
  readonly regions: readonly FileRegion[];
}

const REGION_BYTES = 24;

/** The input: one region asked about; without input the whole file is meant. */
export function decodeFileRegion(reader: Reader): FileRegion {
  const fileOffset = decodeRangeNumber(reader);
  const length = decodeRangeNumber(reader);
  const usage = reader.u32();
  reader.skip(4);
  return { fileOffset, length, usage };
}

export function encodeFileRegion(writer: Writer, region: FileRegion): void {
  writer.u64(region.fileOffset).u64(region.length).u32(region.usage).u32(0);
}

export function decodeFileRegionOutput(reader: Reader): FileRegionOutput {
  const flags = reader.u32();
  const totalRegionEntryCount = reader.u32();
  const count = reader.u32();
  reader.skip(4);
  if (count * REGION_BYTES > reader.remaining) throw WIRE_TRUNCATED;
  const regions: FileRegion[] = [];
  for (let i = 0; i < count; i++) regions.push(decodeFileRegion(reader));
  return { flags, totalRegionEntryCount, regions };
}

export function encodeFileRegionOutput(writer: Writer, output: FileRegionOutput): void {
  writer.u32(output.flags).u32(output.totalRegionEntryCount).u32(output.regions.length).u32(0);
  for (const region of output.regions) encodeFileRegion(writer, region);
}
