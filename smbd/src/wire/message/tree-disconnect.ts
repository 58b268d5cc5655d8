/** TREE_DISCONNECT. [MS-SMB2] 2.2.11 and 2.2.12. The body is its size and two reserved bytes. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export type TreeDisconnectRequest = Readonly<Record<never, never>>;
export type TreeDisconnectResponse = Readonly<Record<never, never>>;

export function decodeTreeDisconnectRequest(reader: Reader): TreeDisconnectRequest {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeTreeDisconnectRequest(
  writer: Writer,
  _request: TreeDisconnectRequest = {},
): void {
  writer.u16(4).u16(0);
}

export function decodeTreeDisconnectResponse(reader: Reader): TreeDisconnectResponse {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeTreeDisconnectResponse(
  writer: Writer,
  _response: TreeDisconnectResponse = {},
): void {
  writer.u16(4).u16(0);
}
