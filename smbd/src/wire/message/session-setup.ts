/** SESSION_SETUP. [MS-SMB2] 2.2.5 and 2.2.6. */
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const SESSION_FLAG_BINDING = 0x01;

export const SESSION_FLAG_IS_GUEST = 0x0001;
export const SESSION_FLAG_IS_NULL = 0x0002;
export const SESSION_FLAG_ENCRYPT_DATA = 0x0004;

export interface SessionSetupRequest {
  readonly flags: number;
  readonly securityMode: number;
  readonly capabilities: number;
  readonly channel: number;
  readonly previousSessionId: bigint;
  readonly securityBufferView: Uint8Array;
}

export interface SessionSetupResponse {
  readonly sessionFlags: number;
  readonly securityBufferView: Uint8Array;
}

const REQUEST_FIXED = 24;
const RESPONSE_FIXED = 8;

export function decodeSessionSetupRequest(reader: Reader): SessionSetupRequest {
  if (reader.u16() !== 25) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u8();
  const securityMode = reader.u8();
  const capabilities = reader.u32();
  const channel = reader.u32();
  const offset = reader.u16();
  const length = reader.u16();
  const previousSessionId = reader.u64Big();
  const buffer = reader.slice(0, offset, length, HEADER_BYTES + REQUEST_FIXED);
  return {
    flags,
    securityMode,
    capabilities,
    channel,
    previousSessionId,
    securityBufferView: buffer.rest(),
  };
}

export function encodeSessionSetupRequest(writer: Writer, request: SessionSetupRequest): void {
  writer.u16(25).u8(request.flags).u8(request.securityMode);
  writer.u32(request.capabilities).u32(request.channel);
  writer.u16(HEADER_BYTES + REQUEST_FIXED).u16(request.securityBufferView.length);
  writer.u64Big(request.previousSessionId).put(request.securityBufferView);
}

export function decodeSessionSetupResponse(reader: Reader): SessionSetupResponse {
  if (reader.u16() !== 9) throw WIRE_STRUCTURE_SIZE;
  const sessionFlags = reader.u16();
  const offset = reader.u16();
  const length = reader.u16();
  const buffer = reader.slice(0, offset, length, HEADER_BYTES + RESPONSE_FIXED);
  return { sessionFlags, securityBufferView: buffer.rest() };
}

export function encodeSessionSetupResponse(writer: Writer, response: SessionSetupResponse): void {
  writer.u16(9).u16(response.sessionFlags);
  writer.u16(HEADER_BYTES + RESPONSE_FIXED).u16(response.securityBufferView.length);
  writer.put(response.securityBufferView);
}
