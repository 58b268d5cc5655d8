/** FileInternalInformation. [MS-FSCC] 2.4.27. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface InternalInformation {
  readonly indexNumber: bigint;
}

export function decodeInternalInformation(reader: Reader): InternalInformation {
  return {
    indexNumber: reader.u64Big(),
  };
}

export function encodeInternalInformation(writer: Writer, information: InternalInformation): void {
  writer.u64Big(information.indexNumber);
}
