/** FSCTL_OFFLOAD_READ. [MS-FSCC] 2.3.41 and 2.3.42. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { decodeOffloadToken, encodeOffloadToken, type OffloadToken } from "./offload-token.ts";

export interface OffloadReadRequest {
  readonly flags: number;
  /** 0: as long as the server likes. */
  readonly timeToLiveMs: number;
  readonly fileOffset: number;
  readonly copyLength: number;
}

export interface OffloadReadResponse {
  readonly flags: number;
  readonly transferLength: number;
  readonly token: OffloadToken;
}

export const OFFLOAD_READ_REQUEST_BYTES = 32;
export const OFFLOAD_READ_RESPONSE_BYTES = 528;
/** From where the token ends to the end of the file, all is zeros. */
export const OFFLOAD_READ_FLAG_ALL_ZERO_BEYOND_CURRENT_RANGE = 0x00000001;

export function decodeOffloadReadRequest(reader: Reader): OffloadReadRequest {
  if (reader.u32() !== OFFLOAD_READ_REQUEST_BYTES) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u32();
  const timeToLiveMs = reader.u32();
  reader.skip(4);
  return { flags, timeToLiveMs, fileOffset: reader.u64Safe(), copyLength: reader.u64Safe() };
}

export function encodeOffloadReadRequest(writer: Writer, request: OffloadReadRequest): void {
  writer.u32(OFFLOAD_READ_REQUEST_BYTES).u32(request.flags).u32(request.timeToLiveMs).u32(0);
  writer.u64(request.fileOffset).u64(request.copyLength);
}

export function decodeOffloadReadResponse(reader: Reader): OffloadReadResponse {
  if (reader.u32() !== OFFLOAD_READ_RESPONSE_BYTES) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u32();
  const transferLength = reader.u64Safe();
  return { flags, transferLength, token: decodeOffloadToken(reader) };
}

export function encodeOffloadReadResponse(writer: Writer, response: OffloadReadResponse): void {
  writer.u32(OFFLOAD_READ_RESPONSE_BYTES).u32(response.flags).u64(response.transferLength);
  encodeOffloadToken(writer, response.token);
}
