/** NTLM messages. [MS-NLMP] 2.2.1. Strings are UTF-16LE throughout: OEM strings are not spoken. */
import { Reader } from "../wire/reader.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import { type AvPair, decodeAvPairs } from "./av-pair.ts";

export const NtlmFlag = {
  UNICODE: 0x00000001,
  OEM: 0x00000002,
  REQUEST_TARGET: 0x00000004,
  SIGN: 0x00000010,
  SEAL: 0x00000020,
  NTLM: 0x00000200,
  ANONYMOUS: 0x00000800,
  ALWAYS_SIGN: 0x00008000,
  TARGET_TYPE_SERVER: 0x00020000,
  EXTENDED_SESSIONSECURITY: 0x00080000,
  TARGET_INFO: 0x00800000,
  VERSION: 0x02000000,
  KEY_128: 0x20000000,
  KEY_EXCH: 0x40000000,
  KEY_56: 0x80000000,
} as const;

/** Bit operators of JavaScript give signed numbers; flags are compared and stored unsigned. */
export function hasFlag(flags: number, flag: number): boolean {
  return (flags & flag) !== 0;
}

const SIGNATURE = Uint8Array.of(0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0);
const TYPE_NEGOTIATE = 1;
const TYPE_CHALLENGE = 2;
const TYPE_AUTHENTICATE = 3;

/** "NTLMSSP\0": the token is NTLM's own, without SPNEGO around it. */
export function isNtlmToken(token: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => token[i] === byte);
}

function begin(token: Uint8Array, type: number): Reader {
  if (token.length < 12) throw WIRE_TRUNCATED;
  if (!isNtlmToken(token)) throw WIRE_VALUE;
  const reader = new Reader(token);
  reader.skip(8);
  if (reader.u32() !== type) throw WIRE_VALUE;
  return reader;
}

export interface NtlmNegotiate {
  readonly flags: number;
}

/** The OEM domain and workstation names behind the flags are hints that nothing here uses. */
export function decodeNtlmNegotiate(token: Uint8Array): NtlmNegotiate {
  return { flags: begin(token, TYPE_NEGOTIATE).u32() };
}

export function encodeNtlmNegotiate(message: NtlmNegotiate): Uint8Array {
  const writer = new Writer();
  writer.put(SIGNATURE).u32(TYPE_NEGOTIATE).u32(message.flags);
  writer.zeros(16);
  if (hasFlag(message.flags, NtlmFlag.VERSION)) writer.put(VERSION);
  return writer.written().slice();
}

/** 10.0, no build, NTLMSSP_REVISION_W2K3. [MS-NLMP] 2.2.2.10: for debugging only. */
const VERSION = Uint8Array.of(10, 0, 0, 0, 0, 0, 0, 15);

export interface NtlmChallenge {
  readonly flags: number;
  readonly targetName: string;
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array;
  /** The AV_PAIR list as it goes over the wire. */
  readonly targetInfo: Uint8Array;
}

const CHALLENGE_PAYLOAD_AT = 56;
const CHALLENGE_FIXED_BYTES = 48;

export function decodeNtlmChallenge(token: Uint8Array): NtlmChallenge {
  const reader = begin(token, TYPE_CHALLENGE);
  const targetName = field(reader, CHALLENGE_FIXED_BYTES);
  const flags = reader.u32();
  const serverChallenge = reader.copy(8);
  reader.skip(8);
  const targetInfo = field(reader, CHALLENGE_FIXED_BYTES).whole().slice();
  if (!hasFlag(flags, NtlmFlag.UNICODE)) throw WIRE_VALUE;
  return { flags, targetName: text(targetName), serverChallenge, targetInfo };
}

export function encodeNtlmChallenge(message: NtlmChallenge): Uint8Array {
  const writer = new Writer();
  writer.put(SIGNATURE).u32(TYPE_CHALLENGE);
  const nameBytes = message.targetName.length * 2;
  putField(writer, nameBytes, CHALLENGE_PAYLOAD_AT);
  writer.u32(message.flags).put(message.serverChallenge).zeros(8);
  putField(writer, message.targetInfo.length, CHALLENGE_PAYLOAD_AT + nameBytes);
  if (hasFlag(message.flags, NtlmFlag.VERSION)) writer.put(VERSION);
  else writer.zeros(8);
  writer.utf16(message.targetName).put(message.targetInfo);
  return writer.written().slice();
}

export interface NtlmAuthenticate {
  readonly flags: number;
  readonly domainName: string;
  readonly userName: string;
  readonly workstationName: string;
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
  readonly encryptedRandomSessionKey: Uint8Array;
  /** Null when the payload starts before where a MIC would end. */
  readonly mic: Uint8Array | null;
}

const AUTHENTICATE_FIXED_BYTES = 64;
export const MIC_AT = 72;
export const MIC_BYTES = 16;
const AUTHENTICATE_PAYLOAD_AT = MIC_AT + MIC_BYTES;

/** Longer than any name that Windows allows, so that a peer cannot fill logs with one. */
const NAME_UNITS_MAX = 1024;

/** Byte strings are views of `token`. Throws WireError. */
export function decodeNtlmAuthenticate(token: Uint8Array): NtlmAuthenticate {
  const reader = begin(token, TYPE_AUTHENTICATE);
  let payloadAt = token.length;
  const next = () => {
    const at = reader.position;
    const content = field(reader, AUTHENTICATE_FIXED_BYTES);
    const end = reader.position;
    reader.seek(at + 4);
    if (content.length > 0) payloadAt = Math.min(payloadAt, reader.u32());
    reader.seek(end);
    return content;
  };
  const lmResponse = next().whole();
  const ntResponse = next().whole();
  const domainName = next();
  const userName = next();
  const workstationName = next();
  const encryptedRandomSessionKey = next().whole();
  const flags = reader.u32();
  // What was challenged with UNICODE must be answered with it.
  if (!hasFlag(flags, NtlmFlag.UNICODE)) throw WIRE_VALUE;
  return {
    flags,
    domainName: text(domainName),
    userName: text(userName),
    workstationName: text(workstationName),
    lmResponse,
    ntResponse,
    encryptedRandomSessionKey,
    mic: payloadAt >= AUTHENTICATE_PAYLOAD_AT ? token.subarray(MIC_AT, MIC_AT + MIC_BYTES) : null,
  };
}

/** The MIC, when there is one, is written as it is given; the caller patches it at MIC_AT. */
export function encodeNtlmAuthenticate(message: NtlmAuthenticate): Uint8Array {
  const payloadAt = message.mic === null ? MIC_AT : AUTHENTICATE_PAYLOAD_AT;
  const fixed = new Writer();
  const payload = new Writer();
  const put = (bytes: Uint8Array) => {
    putField(fixed, bytes.length, payloadAt + payload.position);
    payload.put(bytes);
  };
  const putText = (value: string) => {
    putField(fixed, value.length * 2, payloadAt + payload.position);
    payload.utf16(value);
  };
  fixed.put(SIGNATURE).u32(TYPE_AUTHENTICATE);
  put(message.lmResponse);
  put(message.ntResponse);
  putText(message.domainName);
  putText(message.userName);
  putText(message.workstationName);
  put(message.encryptedRandomSessionKey);
  fixed.u32(message.flags);
  if (hasFlag(message.flags, NtlmFlag.VERSION)) fixed.put(VERSION);
  else fixed.zeros(8);
  if (message.mic !== null) fixed.put(message.mic);
  return fixed.put(payload.written()).written().slice();
}

/** NTLMv2_CLIENT_CHALLENGE. [MS-NLMP] 2.2.2.7. */
export interface NtlmV2Response {
  /** 16 bytes. */
  readonly ntProof: Uint8Array;
  /** All behind the proof; what the proof is over, after the server's challenge. */
  readonly temp: Uint8Array;
  /** FILETIME. */
  readonly timestamp: bigint;
  readonly avPairs: readonly AvPair[];
}

const NTLM_V2_FIXED_BYTES = 16 + 28;

/** Null for a response of another kind (NTLMv1 has 24 bytes). Throws WireError. */
export function decodeNtlmV2Response(ntResponse: Uint8Array): NtlmV2Response | null {
  if (ntResponse.length < NTLM_V2_FIXED_BYTES) return null;
  const reader = new Reader(ntResponse);
  const ntProof = reader.view(16);
  const temp = ntResponse.subarray(16);
  if (reader.u8() !== 1 || reader.u8() !== 1) throw WIRE_VALUE;
  reader.skip(6);
  const timestamp = reader.u64Big();
  reader.skip(8 + 4);
  return { ntProof, temp, timestamp, avPairs: decodeAvPairs(reader.rest()) };
}

/** Follows one Len, MaxLen, Offset triple. */
function field(reader: Reader, minimum: number): Reader {
  const length = reader.u16();
  reader.skip(2);
  return reader.slice(0, reader.u32(), length, minimum);
}

function putField(writer: Writer, length: number, offset: number): void {
  writer.u16(length).u16(length).u32(offset);
}

function text(content: Reader): string {
  if (content.length > NAME_UNITS_MAX * 2) throw WIRE_VALUE;
  return content.utf16(content.length);
}
