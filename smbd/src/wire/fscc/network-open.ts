/** FileNetworkOpenInformation. [MS-FSCC] 2.4.34. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface NetworkOpenInformation {
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly fileAttributes: number;
}

export function decodeNetworkOpenInformation(reader: Reader): NetworkOpenInformation {
  const creationTime = reader.i64Big();
  const lastAccessTime = reader.i64Big();
  const lastWriteTime = reader.i64Big();
  const changeTime = reader.i64Big();
  const allocationSize = reader.u64Safe();
  const endOfFile = reader.u64Safe();
  const fileAttributes = reader.u32();
  reader.skip(4);
  return {
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    allocationSize,
    endOfFile,
    fileAttributes,
  };
}

export function encodeNetworkOpenInformation(
  writer: Writer,
  information: NetworkOpenInformation,
): void {
  writer.u64Big(information.creationTime);
  writer.u64Big(information.lastAccessTime);
  writer.u64Big(information.lastWriteTime);
  writer.u64Big(information.changeTime);
  writer.u64(information.allocationSize);
  writer.u64(information.endOfFile);
  writer.u32(information.fileAttributes);
  writer.zeros(4);
}
