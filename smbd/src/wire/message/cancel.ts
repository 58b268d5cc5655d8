/** CANCEL. [MS-SMB2] 2.2.30. It has no response; what it cancels is named in the header. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export type CancelRequest = Readonly<Record<never, never>>;

export function decodeCancelRequest(reader: Reader): CancelRequest {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeCancelRequest(writer: Writer, _request: CancelRequest = {}): void {
  writer.u16(4).u16(0);
}
