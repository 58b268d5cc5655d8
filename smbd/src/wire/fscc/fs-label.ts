/** FileFsLabelInformation. [MS-FSCC] 2.5.5. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsLabelInformation {
  readonly volumeLabel: string;
}

export function decodeFsLabelInformation(reader: Reader): FsLabelInformation {
  return { volumeLabel: reader.utf16(reader.u32()) };
}

export function encodeFsLabelInformation(writer: Writer, information: FsLabelInformation): void {
  writer.u32(2 * information.volumeLabel.length).utf16(information.volumeLabel);
}
