/** FileAttributeTagInformation. [MS-FSCC] 2.4.6. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AttributeTagInformation {
  readonly fileAttributes: number;
  /** Zero unless REPARSE_POINT is set. */
  readonly reparseTag: number;
}

export function decodeAttributeTagInformation(reader: Reader): AttributeTagInformation {
  return {
    fileAttributes: reader.u32(),
    reparseTag: reader.u32(),
  };
}

export function encodeAttributeTagInformation(
  writer: Writer,
  information: AttributeTagInformation,
): void {
  writer.u32(information.fileAttributes);
  writer.u32(information.reparseTag);
}
