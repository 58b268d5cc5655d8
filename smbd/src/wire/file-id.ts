/** SMB2_FILEID. [MS-SMB2] 2.2.14.1. */
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Ids that we mint stay below 2^53; a client may send any 64 bits, hence bigint. */
export interface FileId {
  readonly persistent: bigint;
  readonly volatile: bigint;
}

export function decodeFileId(reader: Reader): FileId {
  return { persistent: reader.u64Big(), volatile: reader.u64Big() };
}

export function encodeFileId(writer: Writer, fileId: FileId): void {
  writer.u64Big(fileId.persistent).u64Big(fileId.volatile);
}
