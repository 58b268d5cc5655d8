/** WRITE. [MS-SMB2] 2.2.21 and 2.2.22. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { decodeFileOffset, encodeFileOffset } from "../file-offset.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const WRITEFLAG_WRITE_THROUGH = 0x00000001;
export const WRITEFLAG_WRITE_UNBUFFERED = 0x00000002;

export interface WriteRequest {
  /** FILE_OFFSET_ALL_ONES (-1) for all ones. */
  readonly offset: number;
  readonly fileId: FileId;
  readonly channel: number;
  readonly remainingBytes: number;
  readonly flags: number;
  readonly writeChannelInfoView: Uint8Array;
  readonly dataView: Uint8Array;
}

export interface WriteResponse {
  readonly count: number;
}

/** Of a request's body before what follows it. */
export const WRITE_REQUEST_FIXED = 48;

export function decodeWriteRequest(reader: Reader): WriteRequest {
  if (reader.u16() !== 49) throw WIRE_STRUCTURE_SIZE;
  const dataOffset = reader.u16();
  const length = reader.u32();
  const offset = decodeFileOffset(reader);
  const fileId = decodeFileId(reader);
  const channel = reader.u32();
  const remainingBytes = reader.u32();
  const infoOffset = reader.u16();
  const infoLength = reader.u16();
  const flags = reader.u32();
  const fixedEnd = HEADER_BYTES + WRITE_REQUEST_FIXED;
  return {
    offset,
    fileId,
    channel,
    remainingBytes,
    flags,
    writeChannelInfoView: reader.slice(0, infoOffset, infoLength, fixedEnd).rest(),
    dataView: reader.slice(0, dataOffset, length, fixedEnd).rest(),
  };
}

export function encodeWriteRequest(writer: Writer, request: WriteRequest): void {
  const info = request.writeChannelInfoView;
  const fixedEnd = HEADER_BYTES + WRITE_REQUEST_FIXED;
  writer
    .u16(49)
    .u16(fixedEnd + info.length)
    .u32(request.dataView.length);
  encodeFileOffset(writer, request.offset);
  encodeFileId(writer, request.fileId);
  writer.u32(request.channel).u32(request.remainingBytes);
  writer.u16(info.length === 0 ? 0 : fixedEnd).u16(info.length);
  writer.u32(request.flags).put(info).put(request.dataView);
}

export function decodeWriteResponse(reader: Reader): WriteResponse {
  if (reader.u16() !== 17) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  const count = reader.u32();
  reader.skip(8);
  return { count };
}

export function encodeWriteResponse(writer: Writer, response: WriteResponse): void {
  writer.u16(17).u16(0).u32(response.count).u32(0).u16(0).u16(0);
}
