/** QUERY_DIRECTORY. [MS-SMB2] 2.2.33 and 2.2.34. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export {
  beginOutputBuffer as beginQueryDirectoryResponse,
  decodeOutputBuffer as decodeQueryDirectoryResponse,
  encodeOutputBuffer as encodeQueryDirectoryResponse,
  endOutputBuffer as endQueryDirectoryResponse,
  type OutputBufferResponse as QueryDirectoryResponse,
} from "./output-buffer.ts";

export const RESTART_SCANS = 0x01;
export const RETURN_SINGLE_ENTRY = 0x02;
export const INDEX_SPECIFIED = 0x04;
export const REOPEN = 0x10;

export interface QueryDirectoryRequest {
  readonly fileInformationClass: number;
  readonly flags: number;
  readonly fileIndex: number;
  readonly fileId: FileId;
  /** The search pattern as sent. */
  readonly fileName: string;
  readonly outputBufferLength: number;
}

const REQUEST_FIXED = 32;

export function decodeQueryDirectoryRequest(reader: Reader): QueryDirectoryRequest {
  if (reader.u16() !== 33) throw WIRE_STRUCTURE_SIZE;
  const fileInformationClass = reader.u8();
  const flags = reader.u8();
  const fileIndex = reader.u32();
  const fileId = decodeFileId(reader);
  const nameOffset = reader.u16();
  const nameLength = reader.u16();
  const outputBufferLength = reader.u32();
  const name = reader.slice(0, nameOffset, nameLength, HEADER_BYTES + REQUEST_FIXED);
  return {
    fileInformationClass,
    flags,
    fileIndex,
    fileId,
    fileName: name.utf16(nameLength),
    outputBufferLength,
  };
}

export function encodeQueryDirectoryRequest(writer: Writer, request: QueryDirectoryRequest): void {
  writer.u16(33).u8(request.fileInformationClass).u8(request.flags).u32(request.fileIndex);
  encodeFileId(writer, request.fileId);
  writer.u16(HEADER_BYTES + REQUEST_FIXED).u16(2 * request.fileName.length);
  writer.u32(request.outputBufferLength).utf16(request.fileName);
}
