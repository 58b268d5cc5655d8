/** FileFsVolumeFlagsInformation. [MS-FSCC] 2.5: local use only, one word. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsVolumeFlagsInformation {
  readonly flags: number;
}

export function decodeFsVolumeFlagsInformation(reader: Reader): FsVolumeFlagsInformation {
  return {
    flags: reader.u32(),
  };
}

export function encodeFsVolumeFlagsInformation(
  writer: Writer,
  information: FsVolumeFlagsInformation,
): void {
  writer.u32(information.flags);
}
