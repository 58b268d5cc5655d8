/** SMB2_ENCRYPTION_CAPABILITIES. [MS-SMB2] 2.2.3.1.2. */
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const CIPHER_NONE = 0x0000;
export const CIPHER_AES_128_CCM = 0x0001;
export const CIPHER_AES_128_GCM = 0x0002;
export const CIPHER_AES_256_CCM = 0x0003;
export const CIPHER_AES_256_GCM = 0x0004;

export interface Encryption {
  /** In the sender's order of preference; exactly one in a response. */
  readonly ciphers: readonly number[];
}

export function decodeEncryption(reader: Reader): Encryption {
  const count = reader.u16();
  if (count === 0) throw WIRE_VALUE;
  return { ciphers: decodeU16List(reader, count) };
}

export function encodeEncryption(writer: Writer, context: Encryption): void {
  writer.u16(context.ciphers.length);
  encodeU16List(writer, context.ciphers);
}
