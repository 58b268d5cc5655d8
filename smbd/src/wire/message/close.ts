/** CLOSE. [MS-SMB2] 2.2.15 and 2.2.16. */

import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const CLOSE_FLAG_POSTQUERY_ATTRIB = 0x0001;

export interface CloseRequest {
  readonly flags: number;
  readonly fileId: FileId;
}

/** Zero times and sizes unless POSTQUERY_ATTRIB was asked for. */
export interface CloseResponse {
  readonly flags: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly fileAttributes: number;
}

/** `reader` covers the whole message from its header on; the cursor is at the body. */
export function decodeCloseRequest(reader: Reader): CloseRequest {
  if (reader.u16() !== 24) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u16();
  reader.skip(4);
  return { flags, fileId: decodeFileId(reader) };
}

export function encodeCloseRequest(writer: Writer, request: CloseRequest): void {
  writer.u16(24).u16(request.flags).u32(0);
  encodeFileId(writer, request.fileId);
}

export function decodeCloseResponse(reader: Reader): CloseResponse {
  if (reader.u16() !== 60) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u16();
  reader.skip(4);
  return {
    flags,
    creationTime: reader.u64Big(),
    lastAccessTime: reader.u64Big(),
    lastWriteTime: reader.u64Big(),
    changeTime: reader.u64Big(),
    allocationSize: reader.u64Safe(),
    endOfFile: reader.u64Safe(),
    fileAttributes: reader.u32(),
  };
}

export function encodeCloseResponse(writer: Writer, response: CloseResponse): void {
  writer.u16(60).u16(response.flags).u32(0);
  writer.u64Big(response.creationTime).u64Big(response.lastAccessTime);
  writer.u64Big(response.lastWriteTime).u64Big(response.changeTime);
  writer.u64(response.allocationSize).u64(response.endOfFile).u32(response.fileAttributes);
}
