/** FileNameInformation. [MS-FSCC] 2.4.33 and 2.1.7: a length, then the name. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface NameInformation {
  readonly fileName: string;
}

/** Before the name. */
export const NAME_FIXED_BYTES = 4;

export function decodeNameInformation(reader: Reader): NameInformation {
  return { fileName: reader.utf16(reader.u32()) };
}

export function encodeNameInformation(writer: Writer, information: NameInformation): void {
  writer.u32(2 * information.fileName.length).utf16(information.fileName);
}
