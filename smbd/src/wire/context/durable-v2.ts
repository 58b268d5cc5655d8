/**
 * SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2 ("DH2Q") and _RECONNECT_V2 ("DH2C"). [MS-SMB2] 2.2.13.2.11,
 * 2.2.13.2.12 and 2.2.14.2.12.
 */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const DHANDLE_FLAG_PERSISTENT = 0x00000002;

export interface DurableV2Request {
  /** Zero leaves it to the server. */
  readonly timeoutMs: number;
  readonly flags: number;
  readonly createGuid: Guid;
}

export interface DurableV2Response {
  readonly timeoutMs: number;
  readonly flags: number;
}

export interface DurableV2Reconnect {
  readonly fileId: FileId;
  readonly createGuid: Guid;
  readonly flags: number;
}

export function decodeDurableV2Request(reader: Reader): DurableV2Request {
  const timeoutMs = reader.u32();
  const flags = reader.u32();
  reader.skip(8);
  return { timeoutMs, flags, createGuid: decodeGuid(reader) };
}

export function encodeDurableV2Request(writer: Writer, request: DurableV2Request): void {
  writer.u32(request.timeoutMs).u32(request.flags).zeros(8);
  encodeGuid(writer, request.createGuid);
}

export function decodeDurableV2Response(reader: Reader): DurableV2Response {
  return { timeoutMs: reader.u32(), flags: reader.u32() };
}

export function encodeDurableV2Response(writer: Writer, response: DurableV2Response): void {
  writer.u32(response.timeoutMs).u32(response.flags);
}

export function decodeDurableV2Reconnect(reader: Reader): DurableV2Reconnect {
  return {
    fileId: decodeFileId(reader),
    createGuid: decodeGuid(reader),
    flags: reader.u32(),
  };
}

export function encodeDurableV2Reconnect(writer: Writer, context: DurableV2Reconnect): void {
  encodeFileId(writer, context.fileId);
  encodeGuid(writer, context.createGuid);
  writer.u32(context.flags);
}
