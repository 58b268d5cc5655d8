/** QUERY_INFO. [MS-SMB2] 2.2.37 and 2.2.38. The outputs are in wire/fscc and wire/security. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export {
  beginOutputBuffer as beginQueryInfoResponse,
  decodeOutputBuffer as decodeQueryInfoResponse,
  encodeOutputBuffer as encodeQueryInfoResponse,
  endOutputBuffer as endQueryInfoResponse,
  type OutputBufferResponse as QueryInfoResponse,
} from "./output-buffer.ts";

export const INFO_FILE = 0x01;
export const INFO_FILESYSTEM = 0x02;
export const INFO_SECURITY = 0x03;
export const INFO_QUOTA = 0x04;

export const OWNER_SECURITY_INFORMATION = 0x00000001;
export const GROUP_SECURITY_INFORMATION = 0x00000002;
export const DACL_SECURITY_INFORMATION = 0x00000004;
export const SACL_SECURITY_INFORMATION = 0x00000008;
export const LABEL_SECURITY_INFORMATION = 0x00000010;
export const ATTRIBUTE_SECURITY_INFORMATION = 0x00000020;
export const SCOPE_SECURITY_INFORMATION = 0x00000040;
export const BACKUP_SECURITY_INFORMATION = 0x00010000;

/** Flags of an EA query. */
export const QUERY_RESTART_SCAN = 0x00000001;
export const QUERY_RETURN_SINGLE_ENTRY = 0x00000002;
export const QUERY_INDEX_SPECIFIED = 0x00000004;

export interface QueryInfoRequest {
  readonly infoType: number;
  readonly fileInfoClass: number;
  readonly outputBufferLength: number;
  /** For EA queries an EA index, for security queries the parts wanted. */
  readonly additionalInformation: number;
  readonly flags: number;
  readonly fileId: FileId;
  /** A list of EA names or SIDs where the class takes one. */
  readonly inputView: Uint8Array;
}

const REQUEST_FIXED = 40;

export function decodeQueryInfoRequest(reader: Reader): QueryInfoRequest {
  if (reader.u16() !== 41) throw WIRE_STRUCTURE_SIZE;
  const infoType = reader.u8();
  const fileInfoClass = reader.u8();
  const outputBufferLength = reader.u32();
  const inputOffset = reader.u16();
  reader.skip(2);
  const inputLength = reader.u32();
  const additionalInformation = reader.u32();
  const flags = reader.u32();
  const fileId = decodeFileId(reader);
  const input = reader.slice(0, inputOffset, inputLength, HEADER_BYTES + REQUEST_FIXED);
  return {
    infoType,
    fileInfoClass,
    outputBufferLength,
    additionalInformation,
    flags,
    fileId,
    inputView: input.rest(),
  };
}

export function encodeQueryInfoRequest(writer: Writer, request: QueryInfoRequest): void {
  const input = request.inputView;
  writer.u16(41).u8(request.infoType).u8(request.fileInfoClass).u32(request.outputBufferLength);
  writer
    .u16(input.length === 0 ? 0 : HEADER_BYTES + REQUEST_FIXED)
    .u16(0)
    .u32(input.length);
  writer.u32(request.additionalInformation).u32(request.flags);
  encodeFileId(writer, request.fileId);
  writer.put(input);
}
