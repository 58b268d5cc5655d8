/** FileBasicInformation. [MS-FSCC] 2.4.7. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

/** In a set, a time of 0 keeps what is there; -1 stops implicit updates through this open, -2 resumes them. */
export const TIME_KEEP = 0n;
export const TIME_FREEZE = -1n;
export const TIME_THAW = -2n;

export interface BasicInformation {
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly fileAttributes: number;
}

export function decodeBasicInformation(reader: Reader): BasicInformation {
  const creationTime = reader.i64Big();
  const lastAccessTime = reader.i64Big();
  const lastWriteTime = reader.i64Big();
  const changeTime = reader.i64Big();
  const fileAttributes = reader.u32();
  reader.skip(4);
  return { creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes };
}

export function encodeBasicInformation(writer: Writer, information: BasicInformation): void {
  writer.u64Big(information.creationTime);
  writer.u64Big(information.lastAccessTime);
  writer.u64Big(information.lastWriteTime);
  writer.u64Big(information.changeTime);
  writer.u32(information.fileAttributes);
  writer.zeros(4);
}
