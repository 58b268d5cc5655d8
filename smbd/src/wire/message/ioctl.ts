/** IOCTL. [MS-SMB2] 2.2.31 and 2.2.32. The bodies of the codes are in wire/fsctl. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

/** Flags: the code is an FSCTL. Without it the request is an IOCTL, which nobody supports. */
export const IOCTL_IS_FSCTL = 0x00000001;

export interface IoctlRequest {
  readonly ctlCode: number;
  readonly fileId: FileId;
  readonly inputView: Uint8Array;
  readonly maxInputResponse: number;
  readonly outputView: Uint8Array;
  readonly maxOutputResponse: number;
  readonly flags: number;
}

export interface IoctlResponseHeader {
  readonly ctlCode: number;
  readonly fileId: FileId;
  readonly flags: number;
}

export interface IoctlResponse extends IoctlResponseHeader {
  readonly outputView: Uint8Array;
}

const REQUEST_FIXED = 56;
const RESPONSE_FIXED = 48;

export function decodeIoctlRequest(reader: Reader): IoctlRequest {
  if (reader.u16() !== 57) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  const ctlCode = reader.u32();
  const fileId = decodeFileId(reader);
  const inputOffset = reader.u32();
  const inputCount = reader.u32();
  const maxInputResponse = reader.u32();
  const outputOffset = reader.u32();
  const outputCount = reader.u32();
  const maxOutputResponse = reader.u32();
  const flags = reader.u32();
  reader.skip(4);
  const fixedEnd = HEADER_BYTES + REQUEST_FIXED;
  return {
    ctlCode,
    fileId,
    inputView: reader.slice(0, inputOffset, inputCount, fixedEnd).rest(),
    maxInputResponse,
    outputView: reader.slice(0, outputOffset, outputCount, fixedEnd).rest(),
    maxOutputResponse,
    flags,
  };
}

export function encodeIoctlRequest(writer: Writer, request: IoctlRequest): void {
  const body = writer.position;
  writer.u16(57).u16(0).u32(request.ctlCode);
  encodeFileId(writer, request.fileId);
  const { inputView, outputView } = request;
  const fixedEnd = HEADER_BYTES + REQUEST_FIXED;
  writer.u32(fixedEnd).u32(inputView.length).u32(request.maxInputResponse);
  const outputAt = writer.position;
  writer.u32(0).u32(outputView.length).u32(request.maxOutputResponse);
  writer.u32(request.flags).u32(0).put(inputView);
  if (outputView.length === 0) return;
  writer.align(8, body);
  writer.patchU32(outputAt, writer.position - body + HEADER_BYTES);
  writer.put(outputView);
}

/** Leaves room for the fixed part; the caller writes the output at the cursor, then ends the response. */
export function beginIoctlResponse(writer: Writer): number {
  return writer.reserve(RESPONSE_FIXED);
}

/** Everything written since `at` was begun is the output. */
export function endIoctlResponse(writer: Writer, at: number, header: IoctlResponseHeader): void {
  const end = writer.position;
  writer.truncate(at);
  encodeFixed(writer, header, end - at - RESPONSE_FIXED);
  writer.truncate(end);
}

export function encodeIoctlResponse(writer: Writer, response: IoctlResponse): void {
  encodeFixed(writer, response, response.outputView.length);
  writer.put(response.outputView);
}

export function decodeIoctlResponse(reader: Reader): IoctlResponse {
  if (reader.u16() !== 49) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  const ctlCode = reader.u32();
  const fileId = decodeFileId(reader);
  reader.skip(8);
  const outputOffset = reader.u32();
  const outputCount = reader.u32();
  const flags = reader.u32();
  reader.skip(4);
  const output = reader.slice(0, outputOffset, outputCount, HEADER_BYTES + RESPONSE_FIXED);
  return { ctlCode, fileId, outputView: output.rest(), flags };
}

// The input of a response is always empty: no code that we answer returns any.
function encodeFixed(writer: Writer, header: IoctlResponseHeader, outputCount: number): void {
  writer.u16(49).u16(0).u32(header.ctlCode);
  encodeFileId(writer, header.fileId);
  writer.u32(HEADER_BYTES + RESPONSE_FIXED).u32(0);
  writer.u32(HEADER_BYTES + RESPONSE_FIXED).u32(outputCount);
  writer.u32(header.flags).u32(0);
}
