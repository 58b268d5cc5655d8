/** ECHO. [MS-SMB2] 2.2.28 and 2.2.29. The body is its size and two reserved bytes. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export type EchoRequest = Readonly<Record<never, never>>;
export type EchoResponse = Readonly<Record<never, never>>;

export function decodeEchoRequest(reader: Reader): EchoRequest {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeEchoRequest(writer: Writer, _request: EchoRequest = {}): void {
  writer.u16(4).u16(0);
}

export function decodeEchoResponse(reader: Reader): EchoResponse {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeEchoResponse(writer: Writer, _response: EchoResponse = {}): void {
  writer.u16(4).u16(0);
}
