/** FileFsPosixInformation (level 100). [POSIX-FSCC] 2.3.2.1. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsPosixInformation {
  /** Bytes a request should move at best; 0xffffffff: no matter. */
  readonly optimalTransferSize: number;
  readonly blockSize: number;
  readonly totalBlocks: number;
  readonly availableBlocks: number;
  readonly userAvailableBlocks: number;
  readonly totalFileNodes: number;
  readonly freeFileNodes: number;
  readonly fileSystemId: bigint;
}

export function decodeFsPosixInformation(reader: Reader): FsPosixInformation {
  return {
    optimalTransferSize: reader.u32(),
    blockSize: reader.u32(),
    totalBlocks: reader.u64Safe(),
    availableBlocks: reader.u64Safe(),
    userAvailableBlocks: reader.u64Safe(),
    totalFileNodes: reader.u64Safe(),
    freeFileNodes: reader.u64Safe(),
    fileSystemId: reader.u64Big(),
  };
}

export function encodeFsPosixInformation(writer: Writer, information: FsPosixInformation): void {
  writer.u32(information.optimalTransferSize).u32(information.blockSize);
  writer.u64(information.totalBlocks).u64(information.availableBlocks);
  writer.u64(information.userAvailableBlocks).u64(information.totalFileNodes);
  writer.u64(information.freeFileNodes).u64Big(information.fileSystemId);
}
