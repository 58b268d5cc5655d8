/** FSCTL_PIPE_PEEK reply, without the data that may follow. [MS-FSCC] 2.3.46. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface PipePeek {
  readonly namedPipeState: number;
  readonly readDataAvailable: number;
  readonly numberOfMessages: number;
  readonly messageLength: number;
}

export function decodePipePeek(reader: Reader): PipePeek {
  return {
    namedPipeState: reader.u32(),
    readDataAvailable: reader.u32(),
    numberOfMessages: reader.u32(),
    messageLength: reader.u32(),
  };
}

export function encodePipePeek(writer: Writer, body: PipePeek): void {
  writer.u32(body.namedPipeState);
  writer.u32(body.readDataAvailable);
  writer.u32(body.numberOfMessages);
  writer.u32(body.messageLength);
}
