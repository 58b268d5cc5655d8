/**
 * The SMB3 POSIX extensions: the negotiate context (type 0x100, whose data is a fixed 16-byte id) and the
 * create context of the same id, which carries the mode of a new file and answers with the file's own.
 */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { decodeSid, encodeSid, type Sid } from "../security/sid.ts";
import type { Writer } from "../writer.ts";

export const POSIX_EXTENSIONS_ID: Guid = "93ad25509cb411e7b42383de968bcd7c";

export interface PosixNegotiate {
  readonly id: Guid;
}

export function decodePosixNegotiate(reader: Reader): PosixNegotiate {
  return { id: decodeGuid(reader) };
}

export function encodePosixNegotiate(writer: Writer, context: PosixNegotiate): void {
  encodeGuid(writer, context.id);
}

export interface PosixCreateRequest {
  readonly mode: number;
}

export interface PosixCreateResponse {
  readonly linkCount: number;
  readonly reparseTag: number;
  readonly mode: number;
  readonly owner: Sid;
  readonly group: Sid;
}

export function decodePosixCreateRequest(reader: Reader): PosixCreateRequest {
  return { mode: reader.u32() };
}

export function encodePosixCreateRequest(writer: Writer, request: PosixCreateRequest): void {
  writer.u32(request.mode);
}

export function decodePosixCreateResponse(reader: Reader): PosixCreateResponse {
  return {
    linkCount: reader.u32(),
    reparseTag: reader.u32(),
    mode: reader.u32(),
    owner: decodeSid(reader),
    group: decodeSid(reader),
  };
}

export function encodePosixCreateResponse(writer: Writer, response: PosixCreateResponse): void {
  writer.u32(response.linkCount).u32(response.reparseTag).u32(response.mode);
  encodeSid(writer, response.owner);
  encodeSid(writer, response.group);
}
