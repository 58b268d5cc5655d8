/** FileValidDataLengthInformation. [MS-FSCC] 2.4.49. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface ValidDataLengthInformation {
  readonly validDataLength: number;
}

export function decodeValidDataLengthInformation(reader: Reader): ValidDataLengthInformation {
  return {
    validDataLength: reader.u64Safe(),
  };
}

export function encodeValidDataLengthInformation(
  writer: Writer,
  information: ValidDataLengthInformation,
): void {
  writer.u64(information.validDataLength);
}
