/** BIND, ALTER_CONTEXT and their answers. [C706] 12.6.4.3 to 12.6.4.5, [MS-RPCE] 2.2.2. */
import type { Reader } from "../wire/reader.ts";
import { WIRE_VALUE } from "../wire/wire-error.ts";
import type { Writer } from "../wire/writer.ts";
import { beginPdu, endPdu, PduType, PFC_FIRST_FRAG, PFC_LAST_FRAG } from "./pdu.ts";
import { RPC_CONTEXTS_MAX } from "./rpc-limits.ts";
import { decodeUuid, encodeUuid, UUID_NIL } from "./uuid.ts";

export const SYNTAX_NDR32: Syntax = {
  uuid: "8a885d04-1ceb-11c9-9fe8-08002b104860",
  major: 2,
  minor: 0,
};
/** The bits of the feature negotiation stand where the rest of the UUID would. [MS-RPCE] 2.2.2.14. */
export const FEATURE_UUID_PREFIX = "6cb71c2c-9812-4540-";

export const RESULT_ACCEPTANCE = 0;
export const RESULT_PROVIDER_REJECTION = 2;
/** [MS-RPCE] 2.2.2.4. */
export const RESULT_NEGOTIATE_ACK = 3;

export const REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED = 1;
export const REASON_TRANSFER_SYNTAXES_NOT_SUPPORTED = 2;
export const REASON_LOCAL_LIMIT_EXCEEDED = 3;

export const NAK_REASON_NOT_SPECIFIED = 0;
/** [MS-RPCE] 2.2.2.5. */
export const NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED = 8;

export interface Syntax {
  readonly uuid: string;
  readonly major: number;
  readonly minor: number;
}

export interface BindRequest {
  /** The peer sends at most this, and takes at most that. */
  readonly transmitBytesMax: number;
  readonly receiveBytesMax: number;
  readonly associationGroupId: number;
  readonly contexts: readonly PresentationContext[];
}

export interface PresentationContext {
  readonly id: number;
  readonly abstractSyntax: Syntax;
  readonly transferSyntaxes: readonly Syntax[];
}

export interface ContextResult {
  readonly result: number;
  /** A reason, or the features of a NEGOTIATE_ACK. */
  readonly reason: number;
  readonly transferSyntax: Syntax;
}

export const NO_SYNTAX: Syntax = { uuid: UUID_NIL, major: 0, minor: 0 };

/** The cursor is behind the common header. */
export function decodeBind(reader: Reader): BindRequest {
  const transmitBytesMax = reader.u16();
  const receiveBytesMax = reader.u16();
  const associationGroupId = reader.u32();
  const count = reader.u8();
  reader.skip(3);
  if (count === 0 || count > RPC_CONTEXTS_MAX) throw WIRE_VALUE;
  const contexts: PresentationContext[] = [];
  for (let i = 0; i < count; i++) contexts.push(decodeContext(reader));
  return { transmitBytesMax, receiveBytesMax, associationGroupId, contexts };
}

export function encodeBindAck(
  writer: Writer,
  callId: number,
  isAlter: boolean,
  fragmentBytesMax: { readonly transmit: number; readonly receive: number },
  associationGroupId: number,
  secondaryAddress: string,
  results: readonly ContextResult[],
): void {
  const type = isAlter ? PduType.ALTER_CONTEXT_RESP : PduType.BIND_ACK;
  const start = beginPdu(writer, type, PFC_FIRST_FRAG | PFC_LAST_FRAG, callId);
  writer.u16(fragmentBytesMax.transmit).u16(fragmentBytesMax.receive).u32(associationGroupId);
  // The length counts the terminator; an ALTER_CONTEXT_RESP has no address. [C706] 12.6.4.2.
  writer.u16(secondaryAddress === "" ? 0 : secondaryAddress.length + 1);
  for (let i = 0; i < secondaryAddress.length; i++) writer.u8(secondaryAddress.charCodeAt(i));
  if (secondaryAddress !== "") writer.u8(0);
  writer.align(4, start).u8(results.length).zeros(3);
  for (const { result, reason, transferSyntax } of results) {
    writer.u16(result).u16(reason);
    encodeSyntax(writer, transferSyntax);
  }
  endPdu(writer, start);
}

export function encodeBindNak(writer: Writer, callId: number, reason: number): void {
  const start = beginPdu(writer, PduType.BIND_NAK, PFC_FIRST_FRAG | PFC_LAST_FRAG, callId);
  // One supported version: 5.0.
  writer.u16(reason).u8(1).u8(5).u8(0);
  endPdu(writer, start);
}

function decodeContext(reader: Reader): PresentationContext {
  const id = reader.u16();
  const count = reader.u8();
  reader.skip(1);
  const abstractSyntax = decodeSyntax(reader);
  if (count === 0) throw WIRE_VALUE;
  const transferSyntaxes: Syntax[] = [];
  for (let i = 0; i < count; i++) transferSyntaxes.push(decodeSyntax(reader));
  return { id, abstractSyntax, transferSyntaxes };
}

function decodeSyntax(reader: Reader): Syntax {
  return { uuid: decodeUuid(reader), major: reader.u16(), minor: reader.u16() };
}

function encodeSyntax(writer: Writer, syntax: Syntax): void {
  encodeUuid(writer, syntax.uuid);
  writer.u16(syntax.major).u16(syntax.minor);
}
