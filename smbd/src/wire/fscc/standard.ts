/** FileStandardInformation. [MS-FSCC] 2.4.47. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface StandardInformation {
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly numberOfLinks: number;
  readonly deletePending: boolean;
  readonly directory: boolean;
}

export function decodeStandardInformation(reader: Reader): StandardInformation {
  const allocationSize = reader.u64Safe();
  const endOfFile = reader.u64Safe();
  const numberOfLinks = reader.u32();
  const deletePending = reader.u8() !== 0;
  const directory = reader.u8() !== 0;
  reader.skip(2);
  return { allocationSize, endOfFile, numberOfLinks, deletePending, directory };
}

export function encodeStandardInformation(writer: Writer, information: StandardInformation): void {
  writer.u64(information.allocationSize);
  writer.u64(information.endOfFile);
  writer.u32(information.numberOfLinks);
  writer.u8(information.deletePending ? 1 : 0);
  writer.u8(information.directory ? 1 : 0);
  writer.zeros(2);
}
