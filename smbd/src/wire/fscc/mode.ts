/** FileModeInformation: CREATE options that stay with the open. [MS-FSCC] 2.4.31. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface ModeInformation {
  readonly mode: number;
}

export function decodeModeInformation(reader: Reader): ModeInformation {
  return {
    mode: reader.u32(),
  };
}

export function encodeModeInformation(writer: Writer, information: ModeInformation): void {
  writer.u32(information.mode);
}
