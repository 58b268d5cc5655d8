/** FSCTL_OFFLOAD_WRITE. [MS-FSCC] 2.3.43 and 2.3.44. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { decodeOffloadToken, encodeOffloadToken, type OffloadToken } from "./offload-token.ts";

export interface OffloadWriteRequest {
  readonly flags: number;
  readonly fileOffset: number;
  readonly copyLength: number;
  /** From the start of what the token stands for. */
  readonly transferOffset: number;
  readonly token: OffloadToken;
}

export interface OffloadWriteResponse {
  readonly flags: number;
  readonly lengthWritten: number;
}

export const OFFLOAD_WRITE_REQUEST_BYTES = 544;
export const OFFLOAD_WRITE_RESPONSE_BYTES = 16;

export function decodeOffloadWriteRequest(reader: Reader): OffloadWriteRequest {
  if (reader.u32() !== OFFLOAD_WRITE_REQUEST_BYTES) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u32();
  const fileOffset = reader.u64Safe();
  const copyLength = reader.u64Safe();
  const transferOffset = reader.u64Safe();
  return { flags, fileOffset, copyLength, transferOffset, token: decodeOffloadToken(reader) };
}

export function encodeOffloadWriteRequest(writer: Writer, request: OffloadWriteRequest): void {
  writer.u32(OFFLOAD_WRITE_REQUEST_BYTES).u32(request.flags);
  writer.u64(request.fileOffset).u64(request.copyLength).u64(request.transferOffset);
  encodeOffloadToken(writer, request.token);
}

export function decodeOffloadWriteResponse(reader: Reader): OffloadWriteResponse {
  if (reader.u32() !== OFFLOAD_WRITE_RESPONSE_BYTES) throw WIRE_STRUCTURE_SIZE;
  return { flags: reader.u32(), lengthWritten: reader.u64Safe() };
}

export function encodeOffloadWriteResponse(writer: Writer, response: OffloadWriteResponse): void {
  writer.u32(OFFLOAD_WRITE_RESPONSE_BYTES).u32(response.flags).u64(response.lengthWritten);
}
