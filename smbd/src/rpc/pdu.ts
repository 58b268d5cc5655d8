/** The common header of connection-oriented DCE/RPC PDUs. [C706] 12.6.3.1, [MS-RPCE] 2.2.2. */

import { Reader } from "../wire/reader.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "../wire/wire-error.ts";
import type { Writer } from "../wire/writer.ts";

export const PDU_HEADER_BYTES = 16;

export const PduType = {
  REQUEST: 0,
  RESPONSE: 2,
  FAULT: 3,
  BIND: 11,
  BIND_ACK: 12,
  BIND_NAK: 13,
  ALTER_CONTEXT: 14,
  ALTER_CONTEXT_RESP: 15,
  AUTH3: 16,
  CO_CANCEL: 18,
  ORPHANED: 19,
} as const;

export const PFC_FIRST_FRAG = 0x01;
export const PFC_LAST_FRAG = 0x02;
export const PFC_DID_NOT_EXECUTE = 0x20;
export const PFC_OBJECT_UUID = 0x80;

/** Little-endian integers, ASCII characters, IEEE floating point: the only label we speak. */
const DREP_LITTLE_ENDIAN = 0x10;

export interface PduHeader {
  readonly type: number;
  readonly flags: number;
  readonly fragmentBytes: number;
  readonly authBytes: number;
  readonly callId: number;
}

/** Throws WireError for a version, representation or length that no peer of ours sends. */
export function decodePduHeader(bytes: Uint8Array): PduHeader {
  const reader = new Reader(bytes);
  if (reader.u8() !== 5 || reader.u8() > 1) throw WIRE_VALUE;
  const type = reader.u8();
  const flags = reader.u8();
  if (reader.u32() !== DREP_LITTLE_ENDIAN) throw WIRE_VALUE;
  const fragmentBytes = reader.u16();
  if (fragmentBytes < PDU_HEADER_BYTES) throw WIRE_TRUNCATED;
  return { type, flags, fragmentBytes, authBytes: reader.u16(), callId: reader.u32() };
}

/** Writes the header with the length open; `endPdu` closes it. Answers where the PDU starts. */
export function beginPdu(writer: Writer, type: number, flags: number, callId: number): number {
  const start = writer.position;
  writer.u8(5).u8(0).u8(type).u8(flags).u32(DREP_LITTLE_ENDIAN);
  writer.reserve(2);
  writer.u16(0).u32(callId);
  return start;
}

export function endPdu(writer: Writer, start: number): void {
  writer.patchU16(start + 8, writer.position - start);
}
