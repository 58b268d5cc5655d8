/**
 * SMB2_CREATE_DURABLE_HANDLE_REQUEST ("DHnQ") and _RECONNECT ("DHnC"). [MS-SMB2] 2.2.13.2.3, 2.2.13.2.4 and
 * 2.2.14.2.3.
 */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export type DurableRequest = Readonly<Record<never, never>>;
export type DurableResponse = Readonly<Record<never, never>>;

export interface DurableReconnect {
  readonly fileId: FileId;
}

export function decodeDurableRequest(reader: Reader): DurableRequest {
  reader.skip(16);
  return {};
}

export function encodeDurableRequest(writer: Writer, _request: DurableRequest = {}): void {
  writer.zeros(16);
}

export function decodeDurableResponse(reader: Reader): DurableResponse {
  reader.skip(8);
  return {};
}

export function encodeDurableResponse(writer: Writer, _response: DurableResponse = {}): void {
  writer.zeros(8);
}

export function decodeDurableReconnect(reader: Reader): DurableReconnect {
  return { fileId: decodeFileId(reader) };
}

export function encodeDurableReconnect(writer: Writer, context: DurableReconnect): void {
  encodeFileId(writer, context.fileId);
}
