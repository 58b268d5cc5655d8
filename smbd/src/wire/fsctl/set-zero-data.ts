/** FSCTL_SET_ZERO_DATA. [MS-FSCC] 2.3.71. */
import { decodeRangeNumber } from "../range-number.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface SetZeroData {
  readonly fileOffset: number;
  /** The first byte that stays. */
  readonly beyondFinalZero: number;
}

export function decodeSetZeroData(reader: Reader): SetZeroData {
  return {
    fileOffset: decodeRangeNumber(reader),
    beyondFinalZero: decodeRangeNumber(reader),
  };
}

export function encodeSetZeroData(writer: Writer, body: SetZeroData): void {
  writer.u64(body.fileOffset);
  writer.u64(body.beyondFinalZero);
}
