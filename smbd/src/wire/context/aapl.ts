/**
 * AAPL, Apple's create context: a command and its body. Of the two commands, SERVER_QUERY asks which of
 * Apple's extensions a server has; the layout is public in Apple's own client.
 */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const AAPL_SERVER_QUERY = 1;
export const AAPL_RESOLVE_ID = 2;

export const AAPL_SERVER_CAPS = 1n;
export const AAPL_VOLUME_CAPS = 2n;
export const AAPL_MODEL_INFO = 4n;

export type AaplRequest =
  | { readonly command: "server-query"; readonly bitmap: bigint; readonly clientCaps: bigint }
  | { readonly command: "resolve-id"; readonly fileId: bigint };

export function decodeAaplRequest(reader: Reader): AaplRequest {
  const command = reader.u32();
  reader.skip(4);
  if (command === AAPL_SERVER_QUERY) {
    return { command: "server-query", bitmap: reader.u64Big(), clientCaps: reader.u64Big() };
  }
  if (command === AAPL_RESOLVE_ID) return { command: "resolve-id", fileId: reader.u64Big() };
  throw WIRE_VALUE;
}

export function encodeAaplRequest(writer: Writer, request: AaplRequest): void {
  if (request.command === "server-query") {
    writer.u32(AAPL_SERVER_QUERY).u32(0).u64Big(request.bitmap).u64Big(request.clientCaps);
    return;
  }
  writer.u32(AAPL_RESOLVE_ID).u32(0).u64Big(request.fileId);
}

/** Of the server: what it stands for is POSIX. */
export const AAPL_UNIX_BASED = 4n;
/** Of the volume: names count in case; FLUSH is F_FULLFSYNC. */
export const AAPL_CASE_SENSITIVE = 2n;
export const AAPL_FULL_SYNC = 4n;

/** Of SERVER_QUERY: the parts that `bitmap` names, in this order. */
export interface AaplResponse {
  readonly bitmap: bigint;
  readonly serverCaps: bigint;
  readonly volumeCaps: bigint;
  readonly model: string;
}

export function decodeAaplResponse(reader: Reader): AaplResponse {
  if (reader.u32() !== AAPL_SERVER_QUERY) throw WIRE_VALUE;
  reader.skip(4);
  const bitmap = reader.u64Big();
  const serverCaps = (bitmap & AAPL_SERVER_CAPS) === 0n ? 0n : reader.u64Big();
  const volumeCaps = (bitmap & AAPL_VOLUME_CAPS) === 0n ? 0n : reader.u64Big();
  if ((bitmap & AAPL_MODEL_INFO) === 0n) return { bitmap, serverCaps, volumeCaps, model: "" };
  reader.skip(4);
  return { bitmap, serverCaps, volumeCaps, model: reader.utf16(reader.u32()) };
}

export function encodeAaplResponse(writer: Writer, response: AaplResponse): void {
  const { bitmap, serverCaps, volumeCaps, model } = response;
  writer.u32(AAPL_SERVER_QUERY).u32(0).u64Big(bitmap);
  if ((bitmap & AAPL_SERVER_CAPS) !== 0n) writer.u64Big(serverCaps);
  if ((bitmap & AAPL_VOLUME_CAPS) !== 0n) writer.u64Big(volumeCaps);
  if ((bitmap & AAPL_MODEL_INFO) === 0n) return;
  writer
    .u32(0)
    .u32(model.length * 2)
    .utf16(model);
}
