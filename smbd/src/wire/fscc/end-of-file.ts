/** FileEndOfFileInformation. [MS-FSCC] 2.4.14. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface EndOfFileInformation {
  readonly endOfFile: number;
}

export function decodeEndOfFileInformation(reader: Reader): EndOfFileInformation {
  return {
    endOfFile: reader.u64Safe(),
  };
}

export function encodeEndOfFileInformation(
  writer: Writer,
  information: EndOfFileInformation,
): void {
  writer.u64(information.endOfFile);
}
