/** LOGOFF. [MS-SMB2] 2.2.7 and 2.2.8. The body is its size and two reserved bytes. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export type LogoffRequest = Readonly<Record<never, never>>;
export type LogoffResponse = Readonly<Record<never, never>>;

export function decodeLogoffRequest(reader: Reader): LogoffRequest {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeLogoffRequest(writer: Writer, _request: LogoffRequest = {}): void {
  writer.u16(4).u16(0);
}

export function decodeLogoffResponse(reader: Reader): LogoffResponse {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeLogoffResponse(writer: Writer, _response: LogoffResponse = {}): void {
  writer.u16(4).u16(0);
}
