/** FLUSH. [MS-SMB2] 2.2.17 and 2.2.18. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface FlushRequest {
  readonly fileId: FileId;
}

export type FlushResponse = Readonly<Record<never, never>>;

export function decodeFlushRequest(reader: Reader): FlushRequest {
  if (reader.u16() !== 24) throw WIRE_STRUCTURE_SIZE;
  reader.skip(6);
  return { fileId: decodeFileId(reader) };
}

export function encodeFlushRequest(writer: Writer, request: FlushRequest): void {
  writer.u16(24).u16(0).u32(0);
  encodeFileId(writer, request.fileId);
}

export function decodeFlushResponse(reader: Reader): FlushResponse {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeFlushResponse(writer: Writer, _response: FlushResponse = {}): void {
  writer.u16(4).u16(0);
}
