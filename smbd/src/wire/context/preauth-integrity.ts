/** SMB2_PREAUTH_INTEGRITY_CAPABILITIES. [MS-SMB2] 2.2.3.1.1. */
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const HASH_SHA_512 = 0x0001;

export interface PreauthIntegrity {
  readonly hashAlgorithms: readonly number[];
  readonly saltView: Uint8Array;
}

export function decodePreauthIntegrity(reader: Reader): PreauthIntegrity {
  const count = reader.u16();
  const saltLength = reader.u16();
  // [MS-SMB2] 3.3.5.4: a context without any algorithm is an invalid parameter.
  if (count === 0) throw WIRE_VALUE;
  return { hashAlgorithms: decodeU16List(reader, count), saltView: reader.view(saltLength) };
}

export function encodePreauthIntegrity(writer: Writer, context: PreauthIntegrity): void {
  writer.u16(context.hashAlgorithms.length).u16(context.saltView.length);
  encodeU16List(writer, context.hashAlgorithms);
  writer.put(context.saltView);
}
