/** READ. [MS-SMB2] 2.2.19 and 2.2.20. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { decodeFileOffset, encodeFileOffset } from "../file-offset.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const READFLAG_READ_UNBUFFERED = 0x01;
export const READFLAG_REQUEST_COMPRESSED = 0x02;

export const CHANNEL_NONE = 0x00000000;
export const CHANNEL_RDMA_V1 = 0x00000001;
export const CHANNEL_RDMA_V1_INVALIDATE = 0x00000002;
export const CHANNEL_RDMA_TRANSFORM = 0x00000003;

/** In a response: its data is an SMB2_RDMA_TRANSFORM, of the payload that was placed. */
export const READFLAG_RESPONSE_RDMA_TRANSFORM = 0x00000001;

/** Of a response's body before its data. */
export const READ_RESPONSE_FIXED = 16;

export interface ReadRequest {
  readonly flags: number;
  readonly length: number;
  /** FILE_OFFSET_ALL_ONES (-1) for all ones. */
  readonly offset: number;
  readonly fileId: FileId;
  readonly minimumCount: number;
  readonly channel: number;
  readonly remainingBytes: number;
  readonly readChannelInfoView: Uint8Array;
}

export interface ReadResponseHeader {
  readonly dataLength: number;
  /** Bytes sent by RDMA; zero otherwise. */
  readonly dataRemaining: number;
  /** None where it is left out. */
  readonly flags?: number;
}

export interface ReadResponse {
  readonly dataRemaining: number;
  readonly flags: number;
  readonly dataView: Uint8Array;
}

const REQUEST_FIXED = 48;

export function decodeReadRequest(reader: Reader): ReadRequest {
  if (reader.u16() !== 49) throw WIRE_STRUCTURE_SIZE;
  // Padding asks for a place of the data within the response; servers are free to ignore it.
  reader.skip(1);
  const flags = reader.u8();
  const length = reader.u32();
  const offset = decodeFileOffset(reader);
  const fileId = decodeFileId(reader);
  const minimumCount = reader.u32();
  const channel = reader.u32();
  const remainingBytes = reader.u32();
  const infoOffset = reader.u16();
  const infoLength = reader.u16();
  const info = reader.slice(0, infoOffset, infoLength, HEADER_BYTES + REQUEST_FIXED);
  return {
    flags,
    length,
    offset,
    fileId,
    minimumCount,
    channel,
    remainingBytes,
    readChannelInfoView: info.rest(),
  };
}

export function encodeReadRequest(writer: Writer, request: ReadRequest): void {
  const info = request.readChannelInfoView;
  writer
    .u16(49)
    .u8(HEADER_BYTES + READ_RESPONSE_FIXED)
    .u8(request.flags)
    .u32(request.length);
  encodeFileOffset(writer, request.offset);
  encodeFileId(writer, request.fileId);
  writer.u32(request.minimumCount).u32(request.channel).u32(request.remainingBytes);
  writer.u16(info.length === 0 ? 0 : HEADER_BYTES + REQUEST_FIXED).u16(info.length);
  // [MS-SMB2] 2.2.19: the buffer holds at least one byte.
  if (info.length === 0) writer.u8(0);
  writer.put(info);
}

/** The fixed part, in front of payload that is in place already. */
export function encodeReadResponseHeader(writer: Writer, header: ReadResponseHeader): void {
  writer
    .u16(17)
    .u8(HEADER_BYTES + READ_RESPONSE_FIXED)
    .u8(0);
  writer
    .u32(header.dataLength)
    .u32(header.dataRemaining)
    .u32(header.flags ?? 0);
}

export function encodeReadResponse(writer: Writer, response: ReadResponse): void {
  const { dataView, dataRemaining, flags } = response;
  encodeReadResponseHeader(writer, { dataLength: dataView.length, dataRemaining, flags });
  writer.put(dataView);
}

export function decodeReadResponse(reader: Reader): ReadResponse {
  if (reader.u16() !== 17) throw WIRE_STRUCTURE_SIZE;
  const dataOffset = reader.u8();
  reader.skip(1);
  const dataLength = reader.u32();
  const dataRemaining = reader.u32();
  const flags = reader.u32();
  const data = reader.slice(0, dataOffset, dataLength, HEADER_BYTES + READ_RESPONSE_FIXED);
  return { dataRemaining, flags, dataView: data.rest() };
}
