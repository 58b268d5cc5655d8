/** ERROR response. [MS-SMB2] 2.2.2, with the error contexts of 3.1.1 and the symbolic link data. */
import type { Reader } from "../reader.ts";
import { WIRE_CHAIN, WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const ERROR_ID_DEFAULT = 0x00000000;
export const ERROR_ID_SHARE_REDIRECT = 0x72645253;

/** We send one; the limit only bounds the work. */
export const ERROR_CONTEXTS_MAX = 16;

export interface ErrorContext {
  readonly errorId: number;
  readonly dataView: Uint8Array;
}

export interface ErrorResponse {
  /** Only towards 3.1.1; then `errorDataView` is not used. */
  readonly contexts: readonly ErrorContext[];
  readonly errorDataView: Uint8Array;
}

const EMPTY = new Uint8Array(0);
export const ERROR_RESPONSE_EMPTY: ErrorResponse = { contexts: [], errorDataView: EMPTY };

export function decodeErrorResponse(reader: Reader): ErrorResponse {
  if (reader.u16() !== 9) throw WIRE_STRUCTURE_SIZE;
  const contextCount = reader.u8();
  reader.skip(1);
  const byteCount = reader.u32();
  const data = reader.sub(byteCount);
  if (contextCount === 0) return { contexts: [], errorDataView: data.rest() };
  if (contextCount > ERROR_CONTEXTS_MAX) throw WIRE_CHAIN;
  const contexts: ErrorContext[] = [];
  for (let i = 0; i < contextCount; i++) {
    const over = data.position % 8;
    if (over !== 0) data.skip(8 - over);
    const length = data.u32();
    const errorId = data.u32();
    contexts.push({ errorId, dataView: data.view(length) });
  }
  return { contexts, errorDataView: EMPTY };
}

export function encodeErrorResponse(
  writer: Writer,
  response: ErrorResponse = ERROR_RESPONSE_EMPTY,
): void {
  writer.u16(9).u8(response.contexts.length).u8(0);
  const countAt = writer.position;
  writer.u32(0);
  const start = writer.position;
  for (const context of response.contexts) {
    writer.align(8, start);
    writer.u32(context.dataView.length).u32(context.errorId).put(context.dataView);
  }
  if (response.contexts.length === 0) writer.put(response.errorDataView);
  writer.patchU32(countAt, writer.position - start);
  // [MS-SMB2] 2.2.2: without data, ErrorData is one byte that ByteCount does not count.
  if (writer.position === start) writer.u8(0);
}
