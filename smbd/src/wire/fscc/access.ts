/** FileAccessInformation. [MS-FSCC] 2.4.1. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AccessInformation {
  readonly accessFlags: number;
}

export function decodeAccessInformation(reader: Reader): AccessInformation {
  return {
    accessFlags: reader.u32(),
  };
}

export function encodeAccessInformation(writer: Writer, information: AccessInformation): void {
  writer.u32(information.accessFlags);
}
