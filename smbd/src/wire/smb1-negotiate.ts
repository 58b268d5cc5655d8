/**
 * The SMB1 NEGOTIATE with which an old or careful client begins. [MS-CIFS] 2.2.4.52.1. Only its dialect
 * strings matter: two of them mean "I can also speak SMB2". [MS-SMB2] 3.3.5.3.
 */
import { PROTOCOL_SMB1 } from "./header.ts";
import type { Reader } from "./reader.ts";
import { WIRE_CHAIN, WIRE_STRUCTURE_SIZE, WIRE_VALUE } from "./wire-error.ts";
import type { Writer } from "./writer.ts";

export const SMB1_DIALECT_2_0_2 = "SMB 2.002";
export const SMB1_DIALECT_WILDCARD = "SMB 2.???";

export interface Smb1Negotiate {
  readonly dialects: readonly string[];
}

const HEADER = 32;
const COMMAND_NEGOTIATE = 0x72;
const BUFFER_FORMAT_DIALECT = 0x02;
/** Clients send about ten; each is a short word. */
const DIALECTS_MAX = 64;

/** `reader` covers the whole message. */
export function decodeSmb1Negotiate(reader: Reader): Smb1Negotiate {
  if (reader.u32() !== PROTOCOL_SMB1) throw WIRE_VALUE;
  if (reader.u8() !== COMMAND_NEGOTIATE) throw WIRE_VALUE;
  reader.seek(HEADER);
  if (reader.u8() !== 0) throw WIRE_STRUCTURE_SIZE;
  const bytes = reader.sub(reader.u16());
  const dialects: string[] = [];
  while (bytes.remaining > 0) {
    if (bytes.u8() !== BUFFER_FORMAT_DIALECT) throw WIRE_VALUE;
    if (dialects.length === DIALECTS_MAX) throw WIRE_CHAIN;
    dialects.push(decodeZeroTerminated(bytes));
  }
  return { dialects };
}

export function encodeSmb1Negotiate(writer: Writer, request: Smb1Negotiate): void {
  writer
    .u32(PROTOCOL_SMB1)
    .u8(COMMAND_NEGOTIATE)
    .zeros(HEADER - 5)
    .u8(0);
  const countAt = writer.position;
  writer.u16(0);
  for (const dialect of request.dialects) {
    writer.u8(BUFFER_FORMAT_DIALECT);
    for (let i = 0; i < dialect.length; i++) writer.u8(dialect.charCodeAt(i));
    writer.u8(0);
  }
  writer.patchU16(countAt, writer.position - countAt - 2);
}

function decodeZeroTerminated(reader: Reader): string {
  let text = "";
  for (;;) {
    const byte = reader.u8();
    if (byte === 0) return text;
    text += String.fromCharCode(byte);
  }
}
