/**
 * The response body that QUERY_DIRECTORY, CHANGE_NOTIFY and QUERY_INFO share: an offset, a length and the
 * output. [MS-SMB2] 2.2.34, 2.2.36 and 2.2.38.
 */
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface OutputBufferResponse {
  readonly outputView: Uint8Array;
}

const FIXED = 8;

/** Leaves room for the fixed part; the caller writes the output at the cursor, then ends the response. */
export function beginOutputBuffer(writer: Writer): number {
  return writer.reserve(FIXED);
}

/** Everything written since `at` was begun is the output. */
export function endOutputBuffer(writer: Writer, at: number): void {
  const length = writer.position - at - FIXED;
  writer.patchU16(at, 9);
  // An empty output keeps its offset: that is what peers send, and no client minds.
  writer.patchU16(at + 2, HEADER_BYTES + FIXED);
  writer.patchU32(at + 4, length);
}

export function encodeOutputBuffer(writer: Writer, response: OutputBufferResponse): void {
  const at = beginOutputBuffer(writer);
  writer.put(response.outputView);
  endOutputBuffer(writer, at);
}

export function decodeOutputBuffer(reader: Reader): OutputBufferResponse {
  if (reader.u16() !== 9) throw WIRE_STRUCTURE_SIZE;
  const offset = reader.u16();
  const length = reader.u32();
  return { outputView: reader.slice(0, offset, length, HEADER_BYTES + FIXED).rest() };
}
