/** FileStandardLinkInformation. [MS-FSCC] 2.4.48. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface StandardLinkInformation {
  readonly numberOfAccessibleLinks: number;
  readonly totalNumberOfLinks: number;
  readonly deletePending: boolean;
  readonly directory: boolean;
}

export function decodeStandardLinkInformation(reader: Reader): StandardLinkInformation {
  const numberOfAccessibleLinks = reader.u32();
  const totalNumberOfLinks = reader.u32();
  const deletePending = reader.u8() !== 0;
  const directory = reader.u8() !== 0;
  reader.skip(2);
  return { numberOfAccessibleLinks, totalNumberOfLinks, deletePending, directory };
}

export function encodeStandardLinkInformation(
  writer: Writer,
  information: StandardLinkInformation,
): void {
  writer.u32(information.numberOfAccessibleLinks);
  writer.u32(information.totalNumberOfLinks);
  writer.u8(information.deletePending ? 1 : 0);
  writer.u8(information.directory ? 1 : 0);
  writer.zeros(2);
}
