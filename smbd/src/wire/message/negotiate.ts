/** NEGOTIATE. [MS-SMB2] 2.2.3 and 2.2.4. */
import {
  decodeNegotiateContexts,
  encodeNegotiateContexts,
  type NegotiateContext,
} from "../context/negotiate-context.ts";
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_OFFSET, WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const DIALECT_2_0_2 = 0x0202;
export const DIALECT_2_1 = 0x0210;
export const DIALECT_3_0 = 0x0300;
export const DIALECT_3_0_2 = 0x0302;
export const DIALECT_3_1_1 = 0x0311;
/** Answers the SMB1 string "SMB 2.???": ask again in SMB2. */
export const DIALECT_WILDCARD = 0x02ff;

export const NEGOTIATE_SIGNING_ENABLED = 0x0001;
export const NEGOTIATE_SIGNING_REQUIRED = 0x0002;

export const GLOBAL_CAP_DFS = 0x00000001;
export const GLOBAL_CAP_LEASING = 0x00000002;
export const GLOBAL_CAP_LARGE_MTU = 0x00000004;
export const GLOBAL_CAP_MULTI_CHANNEL = 0x00000008;
export const GLOBAL_CAP_PERSISTENT_HANDLES = 0x00000010;
export const GLOBAL_CAP_DIRECTORY_LEASING = 0x00000020;
export const GLOBAL_CAP_ENCRYPTION = 0x00000040;
export const GLOBAL_CAP_NOTIFICATIONS = 0x00000080;

export interface NegotiateRequest {
  readonly securityMode: number;
  readonly capabilities: number;
  readonly clientGuid: Guid;
  readonly dialects: readonly number[];
  /** Read only where the dialects contain 3.1.1; else empty. */
  readonly contexts: readonly NegotiateContext[];
}

export interface NegotiateResponse {
  readonly securityMode: number;
  readonly dialectRevision: number;
  readonly serverGuid: Guid;
  readonly capabilities: number;
  readonly maxTransactSize: number;
  readonly maxReadSize: number;
  readonly maxWriteSize: number;
  readonly systemTime: bigint;
  readonly serverStartTime: bigint;
  readonly securityBufferView: Uint8Array;
  /** Sent only with dialect 3.1.1. */
  readonly contexts: readonly NegotiateContext[];
}

const REQUEST_FIXED = 36;
const RESPONSE_FIXED = 64;

export function decodeNegotiateRequest(reader: Reader): NegotiateRequest {
  if (reader.u16() !== 36) throw WIRE_STRUCTURE_SIZE;
  const dialectCount = reader.u16();
  const securityMode = reader.u16();
  reader.skip(2);
  const capabilities = reader.u32();
  const clientGuid = decodeGuid(reader);
  const contextOffset = reader.u32();
  const contextCount = reader.u16();
  reader.skip(2);
  const dialects = decodeU16List(reader, dialectCount);
  // Before 3.1.1 these eight bytes were ClientStartTime, which says nothing.
  const contexts = dialects.includes(DIALECT_3_1_1)
    ? decodeContextsAt(reader, contextOffset, contextCount, HEADER_BYTES + REQUEST_FIXED)
    : [];
  return { securityMode, capabilities, clientGuid, dialects, contexts };
}

export function encodeNegotiateRequest(writer: Writer, request: NegotiateRequest): void {
  const body = writer.position;
  const has311 = request.dialects.includes(DIALECT_3_1_1);
  writer.u16(36).u16(request.dialects.length).u16(request.securityMode).u16(0);
  writer.u32(request.capabilities);
  encodeGuid(writer, request.clientGuid);
  const offsetAt = writer.position;
  writer
    .u32(0)
    .u16(has311 ? request.contexts.length : 0)
    .u16(0);
  encodeU16List(writer, request.dialects);
  if (!has311 || request.contexts.length === 0) return;
  writer.align(8, body);
  writer.patchU32(offsetAt, writer.position - body + HEADER_BYTES);
  encodeNegotiateContexts(writer, request.contexts);
}

export function decodeNegotiateResponse(reader: Reader): NegotiateResponse {
  if (reader.u16() !== 65) throw WIRE_STRUCTURE_SIZE;
  const securityMode = reader.u16();
  const dialectRevision = reader.u16();
  const contextCount = reader.u16();
  const serverGuid = decodeGuid(reader);
  const capabilities = reader.u32();
  const maxTransactSize = reader.u32();
  const maxReadSize = reader.u32();
  const maxWriteSize = reader.u32();
  const systemTime = reader.u64Big();
  const serverStartTime = reader.u64Big();
  const bufferOffset = reader.u16();
  const bufferLength = reader.u16();
  const contextOffset = reader.u32();
  const fixedEnd = HEADER_BYTES + RESPONSE_FIXED;
  return {
    securityMode,
    dialectRevision,
    serverGuid,
    capabilities,
    maxTransactSize,
    maxReadSize,
    maxWriteSize,
    systemTime,
    serverStartTime,
    securityBufferView: reader.slice(0, bufferOffset, bufferLength, fixedEnd).rest(),
    contexts:
      dialectRevision === DIALECT_3_1_1
        ? decodeContextsAt(reader, contextOffset, contextCount, fixedEnd)
        : [],
  };
}

export function encodeNegotiateResponse(writer: Writer, response: NegotiateResponse): void {
  const body = writer.position;
  const is311 = response.dialectRevision === DIALECT_3_1_1;
  writer.u16(65).u16(response.securityMode).u16(response.dialectRevision);
  writer.u16(is311 ? response.contexts.length : 0);
  encodeGuid(writer, response.serverGuid);
  writer.u32(response.capabilities);
  writer.u32(response.maxTransactSize).u32(response.maxReadSize).u32(response.maxWriteSize);
  writer.u64Big(response.systemTime).u64Big(response.serverStartTime);
  writer.u16(HEADER_BYTES + RESPONSE_FIXED).u16(response.securityBufferView.length);
  const offsetAt = writer.position;
  writer.u32(0).put(response.securityBufferView);
  if (!is311 || response.contexts.length === 0) return;
  writer.align(8, body);
  writer.patchU32(offsetAt, writer.position - body + HEADER_BYTES);
  encodeNegotiateContexts(writer, response.contexts);
}

function decodeContextsAt(
  reader: Reader,
  offset: number,
  count: number,
  minimum: number,
): readonly NegotiateContext[] {
  if (count === 0) return [];
  if (offset < minimum) throw WIRE_OFFSET;
  reader.seek(offset);
  return decodeNegotiateContexts(reader, count);
}
