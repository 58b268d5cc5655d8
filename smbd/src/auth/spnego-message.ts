/** SPNEGO tokens. RFC 4178 4.2, [MS-SPNG] 2.2.1. */

import { bytesOfHex, hexOf } from "../wire/hex.ts";
import { WIRE_VALUE } from "../wire/wire-error.ts";
import {
  DER_APPLICATION_0,
  DER_ENUMERATED,
  DER_GENERAL_STRING,
  DER_OCTET_STRING,
  DER_OID,
  DER_SEQUENCE,
  DerReader,
  derContext,
  derElement,
} from "./der.ts";

/** Object identifiers as the hex of their DER content. */
export const OID_SPNEGO = "2b0601050502";
export const OID_NTLMSSP = "2b06010401823702020a";
export const OID_KERBEROS = "2a864886f712010202";
/** Kerberos as old Windows spelled it, with a bit lost. */
export const OID_KERBEROS_MICROSOFT = "2a864882f712010202";

export const NegState = {
  ACCEPT_COMPLETED: 0,
  ACCEPT_INCOMPLETE: 1,
  REJECT: 2,
  REQUEST_MIC: 3,
} as const;
export type NegState = (typeof NegState)[keyof typeof NegState];

export interface NegTokenInit {
  readonly kind: "init";
  /** In the initiator's order of preference. */
  readonly mechTypes: readonly string[];
  /** The MechTypeList as it came, which is what a mechListMIC covers. */
  readonly mechTypeList: Uint8Array;
  readonly mechToken: Uint8Array | null;
}

export interface NegTokenResp {
  readonly kind: "response";
  readonly negState: NegState | null;
  readonly supportedMech: string | null;
  readonly responseToken: Uint8Array | null;
  readonly mechListMic: Uint8Array | null;
}

/** Real clients offer up to four mechanisms. */
const MECH_TYPES_MAX = 16;

/** Byte strings in the result are views of `token`. Throws WireError. */
export function decodeSpnego(token: Uint8Array): NegTokenInit | NegTokenResp {
  const reader = new DerReader(token);
  const frame = reader.optional(DER_APPLICATION_0);
  if (frame === null) {
    const response = decodeNegTokenResp(reader.content(derContext(1)));
    reader.end();
    return response;
  }
  reader.end();
  const inner = new DerReader(frame);
  if (oidText(inner.content(DER_OID)) !== OID_SPNEGO) throw WIRE_VALUE;
  const init = decodeNegTokenInit(inner.content(derContext(0)));
  inner.end();
  return init;
}

function decodeNegTokenInit(body: Uint8Array): NegTokenInit {
  const fields = sequenceOf(body);
  const listWrapper = new DerReader(fields.content(derContext(0)));
  const mechTypeList = listWrapper.element(DER_SEQUENCE);
  listWrapper.end();

  const mechTypes: string[] = [];
  const list = sequenceOf(mechTypeList);
  while (!list.isAtEnd) {
    if (mechTypes.length === MECH_TYPES_MAX) throw WIRE_VALUE;
    mechTypes.push(oidText(list.content(DER_OID)));
  }
  if (mechTypes.length === 0) throw WIRE_VALUE;

  // reqFlags: RFC 4178 4.2.1 says to ignore them.
  fields.optional(derContext(1));
  const mechToken = optionalOctets(fields, 2);
  // Behind it a mechListMIC (which no mechanism with several legs can send here), Microsoft's negHints
  // (which only a server sends), or extensions.
  return { kind: "init", mechTypes, mechTypeList, mechToken };
}

function decodeNegTokenResp(body: Uint8Array): NegTokenResp {
  const fields = sequenceOf(body);
  const stateField = fields.optional(derContext(0));
  const mechField = fields.optional(derContext(1));
  const responseToken = optionalOctets(fields, 2);
  const mechListMic = optionalOctets(fields, 3);
  return {
    kind: "response",
    negState: stateField === null ? null : negStateOf(stateField),
    supportedMech: mechField === null ? null : oidText(only(mechField, DER_OID)),
    responseToken,
    mechListMic,
  };
}

function sequenceOf(body: Uint8Array): DerReader {
  return new DerReader(only(body, DER_SEQUENCE));
}

function only(body: Uint8Array, tag: number): Uint8Array {
  const reader = new DerReader(body);
  const content = reader.content(tag);
  reader.end();
  return content;
}

function optionalOctets(fields: DerReader, n: number): Uint8Array | null {
  const field = fields.optional(derContext(n));
  return field === null ? null : only(field, DER_OCTET_STRING);
}

function negStateOf(field: Uint8Array): NegState {
  const content = only(field, DER_ENUMERATED);
  const value = content[0];
  if (content.length !== 1 || value === undefined || value > 3) throw WIRE_VALUE;
  return value as NegState;
}

/** The longest identifiers of mechanisms are 10 bytes. */
const OID_BYTES_MAX = 32;

function oidText(content: Uint8Array): string {
  if (content.length === 0 || content.length > OID_BYTES_MAX) throw WIRE_VALUE;
  return hexOf(content);
}

function oidElement(oid: string): Uint8Array {
  return derElement(DER_OID, bytesOfHex(oid));
}

/** A MechTypeList, the bytes that a mechListMIC covers. */
export function encodeMechTypeList(mechTypes: readonly string[]): Uint8Array {
  return derElement(DER_SEQUENCE, ...mechTypes.map(oidElement));
}

export function encodeNegTokenInit(
  mechTypes: readonly string[],
  mechToken: Uint8Array | null,
): Uint8Array {
  const fields = [derElement(derContext(0), encodeMechTypeList(mechTypes))];
  if (mechToken !== null) {
    fields.push(derElement(derContext(2), derElement(DER_OCTET_STRING, mechToken)));
  }
  return framed(fields);
}

const HINT_NAME = Uint8Array.from("not_defined_in_RFC4178@please_ignore", (letter) =>
  letter.charCodeAt(0),
);

/** NegTokenInit2: what a server offers before the client speaks. [MS-SPNG] 2.2.1. */
export function encodeNegTokenInit2(mechTypes: readonly string[]): Uint8Array {
  const hintName = derElement(derContext(0), derElement(DER_GENERAL_STRING, HINT_NAME));
  return framed([
    derElement(derContext(0), encodeMechTypeList(mechTypes)),
    derElement(derContext(3), derElement(DER_SEQUENCE, hintName)),
  ]);
}

function framed(fields: readonly Uint8Array[]): Uint8Array {
  const body = derElement(derContext(0), derElement(DER_SEQUENCE, ...fields));
  return derElement(DER_APPLICATION_0, oidElement(OID_SPNEGO), body);
}

export function encodeNegTokenResp(response: Omit<NegTokenResp, "kind">): Uint8Array {
  const fields: Uint8Array[] = [];
  if (response.negState !== null) {
    const value = Uint8Array.of(response.negState);
    fields.push(derElement(derContext(0), derElement(DER_ENUMERATED, value)));
  }
  if (response.supportedMech !== null) {
    fields.push(derElement(derContext(1), oidElement(response.supportedMech)));
  }
  if (response.responseToken !== null) {
    fields.push(derElement(derContext(2), derElement(DER_OCTET_STRING, response.responseToken)));
  }
  if (response.mechListMic !== null) {
    fields.push(derElement(derContext(3), derElement(DER_OCTET_STRING, response.mechListMic)));
  }
  return derElement(derContext(1), derElement(DER_SEQUENCE, ...fields));
}
