/** FileEaInformation. [MS-FSCC] 2.4.13. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface EaInformation {
  readonly eaSize: number;
}

export function decodeEaInformation(reader: Reader): EaInformation {
  return {
    eaSize: reader.u32(),
  };
}

export function encodeEaInformation(writer: Writer, information: EaInformation): void {
  writer.u32(information.eaSize);
}
