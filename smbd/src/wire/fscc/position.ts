/** FilePositionInformation. [MS-FSCC] 2.4.40. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface PositionInformation {
  readonly currentByteOffset: number;
}

export function decodePositionInformation(reader: Reader): PositionInformation {
  return {
    currentByteOffset: reader.u64Safe(),
  };
}

export function encodePositionInformation(writer: Writer, information: PositionInformation): void {
  writer.u64(information.currentByteOffset);
}
