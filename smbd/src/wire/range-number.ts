/**
 * Positions and lengths of ranges: signed 64-bit numbers, and a client may well name the largest of them for "to
 * the end". What lies beyond any file is cut, so that two of them can be added up without losing a bit.
 */
import type { Reader } from "./reader.ts";
import { WIRE_VALUE } from "./wire-error.ts";

/** Far beyond the largest file, which has less than 2^44 bytes. */
export const RANGE_NUMBER_MAX = 2 ** 51;

export function decodeRangeNumber(reader: Reader): number {
  const low = reader.u32();
  const high = reader.u32();
  if (high > 0x7fffffff) throw WIRE_VALUE;
  return Math.min(high * 0x1_0000_0000 + low, RANGE_NUMBER_MAX);
}
