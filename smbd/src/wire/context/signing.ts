/** SMB2_SIGNING_CAPABILITIES. [MS-SMB2] 2.2.3.1.7. */
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const SIGNING_HMAC_SHA256 = 0x0000;
export const SIGNING_AES_CMAC = 0x0001;
export const SIGNING_AES_GMAC = 0x0002;

export interface Signing {
  /** In the sender's order of preference; exactly one in a response. */
  readonly algorithms: readonly number[];
}

export function decodeSigning(reader: Reader): Signing {
  const count = reader.u16();
  if (count === 0) throw WIRE_VALUE;
  return { algorithms: decodeU16List(reader, count) };
}

export function encodeSigning(writer: Writer, context: Signing): void {
  writer.u16(context.algorithms.length);
  encodeU16List(writer, context.algorithms);
}
