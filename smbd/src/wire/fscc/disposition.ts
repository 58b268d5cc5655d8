/** FileDispositionInformation. [MS-FSCC] 2.4.11. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface DispositionInformation {
  readonly deletePending: boolean;
}

export function decodeDispositionInformation(reader: Reader): DispositionInformation {
  return {
    deletePending: reader.u8() !== 0,
  };
}

export function encodeDispositionInformation(
  writer: Writer,
  information: DispositionInformation,
): void {
  writer.u8(information.deletePending ? 1 : 0);
}
