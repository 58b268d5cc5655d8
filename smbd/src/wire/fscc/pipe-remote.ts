/** FilePipeRemoteInformation. [MS-FSCC] 2.4.39. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface PipeRemoteInformation {
  readonly collectDataTime: bigint;
  readonly maximumCollectionCount: number;
}

export function decodePipeRemoteInformation(reader: Reader): PipeRemoteInformation {
  return {
    collectDataTime: reader.i64Big(),
    maximumCollectionCount: reader.u32(),
  };
}

export function encodePipeRemoteInformation(
  writer: Writer,
  information: PipeRemoteInformation,
): void {
  writer.u64Big(information.collectDataTime);
  writer.u32(information.maximumCollectionCount);
}
