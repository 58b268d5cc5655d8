/** FileAlignmentInformation. [MS-FSCC] 2.4.3. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AlignmentInformation {
  readonly alignmentRequirement: number;
}

export function decodeAlignmentInformation(reader: Reader): AlignmentInformation {
  return {
    alignmentRequirement: reader.u32(),
  };
}

export function encodeAlignmentInformation(
  writer: Writer,
  information: AlignmentInformation,
): void {
  writer.u32(information.alignmentRequirement);
}
