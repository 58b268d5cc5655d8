/** FilePipeInformation. [MS-FSCC] 2.4.37. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_PIPE_BYTE_STREAM_MODE = 0x00000000;
export const FILE_PIPE_MESSAGE_MODE = 0x00000001;
export const FILE_PIPE_QUEUE_OPERATION = 0x00000000;
export const FILE_PIPE_COMPLETE_OPERATION = 0x00000001;

export interface PipeInformation {
  readonly readMode: number;
  readonly completionMode: number;
}

export function decodePipeInformation(reader: Reader): PipeInformation {
  return {
    readMode: reader.u32(),
    completionMode: reader.u32(),
  };
}

export function encodePipeInformation(writer: Writer, information: PipeInformation): void {
  writer.u32(information.readMode);
  writer.u32(information.completionMode);
}
