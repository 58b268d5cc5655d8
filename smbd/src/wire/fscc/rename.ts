/** FileRenameInformation in the layout for SMB2. [MS-FSCC] 2.4.43.2. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface RenameInformation {
  readonly replaceIfExists: boolean;
  /** Must be zero on the network. [MS-FSCC] 2.4.43.2. */
  readonly rootDirectory: bigint;
  /** The whole path below the share root, or ":stream" for a stream. */
  readonly fileName: string;
}

export function decodeRenameInformation(reader: Reader): RenameInformation {
  const replaceIfExists = reader.u8() !== 0;
  reader.skip(7);
  const rootDirectory = reader.u64Big();
  return { replaceIfExists, rootDirectory, fileName: reader.utf16(reader.u32()) };
}

export function encodeRenameInformation(writer: Writer, information: RenameInformation): void {
  writer
    .u8(information.replaceIfExists ? 1 : 0)
    .zeros(7)
    .u64Big(information.rootDirectory);
  writer.u32(2 * information.fileName.length).utf16(information.fileName);
}
