/** SET_INFO. [MS-SMB2] 2.2.39 and 2.2.40. The inputs are in wire/fscc and wire/security. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface SetInfoRequest {
  /** INFO_FILE and its siblings of query-info.ts. */
  readonly infoType: number;
  readonly fileInfoClass: number;
  readonly additionalInformation: number;
  readonly fileId: FileId;
  readonly bufferView: Uint8Array;
}

export type SetInfoResponse = Readonly<Record<never, never>>;

const REQUEST_FIXED = 32;

export function decodeSetInfoRequest(reader: Reader): SetInfoRequest {
  if (reader.u16() !== 33) throw WIRE_STRUCTURE_SIZE;
  const infoType = reader.u8();
  const fileInfoClass = reader.u8();
  const bufferLength = reader.u32();
  const bufferOffset = reader.u16();
  reader.skip(2);
  const additionalInformation = reader.u32();
  const fileId = decodeFileId(reader);
  const buffer = reader.slice(0, bufferOffset, bufferLength, HEADER_BYTES + REQUEST_FIXED);
  return { infoType, fileInfoClass, additionalInformation, fileId, bufferView: buffer.rest() };
}

export function encodeSetInfoRequest(writer: Writer, request: SetInfoRequest): void {
  writer.u16(33).u8(request.infoType).u8(request.fileInfoClass).u32(request.bufferView.length);
  writer
    .u16(HEADER_BYTES + REQUEST_FIXED)
    .u16(0)
    .u32(request.additionalInformation);
  encodeFileId(writer, request.fileId);
  writer.put(request.bufferView);
}

export function decodeSetInfoResponse(reader: Reader): SetInfoResponse {
  if (reader.u16() !== 2) throw WIRE_STRUCTURE_SIZE;
  return {};
}

export function encodeSetInfoResponse(writer: Writer, _response: SetInfoResponse = {}): void {
  writer.u16(2);
}
