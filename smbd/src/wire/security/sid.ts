/** SID. [MS-DTYP] 2.4.2. An immutable value; its text form is its identity. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

/** [MS-DTYP] 2.4.2.2: at most 15 sub-authorities. */
export const SUB_AUTHORITIES_MAX = 15;

export interface Sid {
  /** "S-1-5-21-…": equal exactly when the SIDs are; fit for a Map key. */
  readonly text: string;
  /** 48 bits. */
  readonly authority: number;
  readonly subAuthorities: readonly number[];
}

export function makeSid(authority: number, subAuthorities: readonly number[]): Sid {
  const shown =
    authority > 0xffffffff ? `0x${authority.toString(16).padStart(12, "0")}` : authority;
  const text = ["S-1", shown, ...subAuthorities].join("-");
  return Object.freeze({ text, authority, subAuthorities: Object.freeze([...subAuthorities]) });
}

/** `domain` with one more sub-authority. */
export function sidWithRid(domain: Sid, rid: number): Sid {
  return makeSid(domain.authority, [...domain.subAuthorities, rid]);
}

/** The last sub-authority where all before it are `domain`'s, else null. */
export function ridIn(domain: Sid, sid: Sid): number | null {
  const depth = domain.subAuthorities.length;
  if (sid.subAuthorities.length !== depth + 1) return null;
  return sid.text.startsWith(`${domain.text}-`) ? sid.subAuthorities[depth]! : null;
}

export function sidEquals(left: Sid, right: Sid): boolean {
  return left.text === right.text;
}

/** Reads the text form; null when it is none. [MS-DTYP] 2.4.2.1. */
export function parseSid(text: string): Sid | null {
  const match = /^S-1-(0x[0-9a-f]{12}|\d{1,10})((?:-\d{1,10}){0,15})$/i.exec(text);
  if (match === null) return null;
  const authority = Number(match[1]);
  const isHex = match[1]!.length > 10;
  if (!isHex && authority > 0xffffffff) return null;
  const subAuthorities = match[2]!.split("-").slice(1).map(Number);
  if (subAuthorities.some((value) => value > 0xffffffff)) return null;
  return makeSid(authority, subAuthorities);
}

export function sidByteLength(sid: Sid): number {
  return 8 + 4 * sid.subAuthorities.length;
}

export function decodeSid(reader: Reader): Sid {
  if (reader.u8() !== 1) throw WIRE_VALUE;
  const count = reader.u8();
  if (count > SUB_AUTHORITIES_MAX) throw WIRE_VALUE;
  // The authority is the only big-endian field of the structure.
  let authority = 0;
  for (let i = 0; i < 6; i++) authority = authority * 256 + reader.u8();
  const subAuthorities: number[] = [];
  for (let i = 0; i < count; i++) subAuthorities.push(reader.u32());
  return makeSid(authority, subAuthorities);
}

export function encodeSid(writer: Writer, sid: Sid): void {
  writer.u8(1).u8(sid.subAuthorities.length);
  const high = Math.floor(sid.authority / 0x1_0000_0000);
  const low = sid.authority % 0x1_0000_0000;
  writer.u8(Math.floor(high / 256)).u8(high % 256);
  for (const place of [0x1000000, 0x10000, 0x100, 1]) writer.u8(Math.floor(low / place) % 256);
  for (const value of sid.subAuthorities) writer.u32(value);
}
