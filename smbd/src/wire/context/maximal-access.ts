/** SMB2_CREATE_QUERY_MAXIMAL_ACCESS ("MxAc"). [MS-SMB2] 2.2.13.2.5 and 2.2.14.2.5. */

import type { Reader } from "../reader.ts";
import type { NtStatus } from "../status.ts";
import type { Writer } from "../writer.ts";

export interface MaximalAccessRequest {
  /** Last-write time the client has cached, or null where it asks without one. */
  readonly timestamp: bigint | null;
}

export interface MaximalAccessResponse {
  readonly queryStatus: NtStatus;
  readonly maximalAccess: number;
}

export function decodeMaximalAccessRequest(reader: Reader): MaximalAccessRequest {
  return { timestamp: reader.length === 0 ? null : reader.u64Big() };
}

export function encodeMaximalAccessRequest(writer: Writer, request: MaximalAccessRequest): void {
  if (request.timestamp !== null) writer.u64Big(request.timestamp);
}

export function decodeMaximalAccessResponse(reader: Reader): MaximalAccessResponse {
  return { queryStatus: reader.u32(), maximalAccess: reader.u32() };
}

export function encodeMaximalAccessResponse(writer: Writer, response: MaximalAccessResponse): void {
  writer.u32(response.queryStatus).u32(response.maximalAccess);
}
