/** SECURITY_DESCRIPTOR in self-relative form. [MS-DTYP] 2.4.6. */
import { Reader } from "../reader.ts";
import { WIRE_OFFSET, WIRE_VALUE } from "../wire-error.ts";
import { Writer } from "../writer.ts";
import { type Acl, decodeAcl, encodeAcl } from "./acl.ts";
import { decodeSid, encodeSid, type Sid } from "./sid.ts";

export const SE_OWNER_DEFAULTED = 0x0001;
export const SE_GROUP_DEFAULTED = 0x0002;
export const SE_DACL_PRESENT = 0x0004;
export const SE_DACL_DEFAULTED = 0x0008;
export const SE_SACL_PRESENT = 0x0010;
export const SE_SACL_DEFAULTED = 0x0020;
export const SE_DACL_TRUSTED = 0x0040;
export const SE_SERVER_SECURITY = 0x0080;
export const SE_DACL_AUTO_INHERIT_REQ = 0x0100;
export const SE_SACL_AUTO_INHERIT_REQ = 0x0200;
export const SE_DACL_AUTO_INHERITED = 0x0400;
export const SE_SACL_AUTO_INHERITED = 0x0800;
export const SE_DACL_PROTECTED = 0x1000;
export const SE_SACL_PROTECTED = 0x2000;
export const SE_RM_CONTROL_VALID = 0x4000;
export const SE_SELF_RELATIVE = 0x8000;

export interface SecurityDescriptor {
  /** SE_SELF_RELATIVE is always written, and DACL_PRESENT and SACL_PRESENT wherever the ACL is there. */
  readonly control: number;
  readonly resourceManagerControl: number;
  readonly owner: Sid | null;
  readonly group: Sid | null;
  /** Null with SACL_PRESENT: a null ACL; null without it: none. */
  readonly sacl: Acl | null;
  /** Null with DACL_PRESENT: a null DACL, which grants everything; null without it: none. */
  readonly dacl: Acl | null;
}

const HEADER = 20;

/** `reader` covers exactly the descriptor. Everything is owned by the result; it borrows nothing. */
export function decodeSecurityDescriptor(reader: Reader): SecurityDescriptor {
  if (reader.u8() !== 1) throw WIRE_VALUE;
  const resourceManagerControl = reader.u8();
  // On the wire every descriptor is self-relative, whether the sender says so or not.
  const control = reader.u16() | SE_SELF_RELATIVE;
  const ownerOffset = reader.u32();
  const groupOffset = reader.u32();
  const saclOffset = reader.u32();
  const daclOffset = reader.u32();
  const hasSacl = (control & SE_SACL_PRESENT) !== 0;
  const hasDacl = (control & SE_DACL_PRESENT) !== 0;
  return {
    control,
    resourceManagerControl,
    owner: decodeAt(reader, ownerOffset, decodeSid),
    group: decodeAt(reader, groupOffset, decodeSid),
    sacl: hasSacl ? decodeAt(reader, saclOffset, decodeAcl) : null,
    dacl: hasDacl ? decodeAt(reader, daclOffset, decodeAcl) : null,
  };
}

export function encodeSecurityDescriptor(writer: Writer, descriptor: SecurityDescriptor): void {
  const { owner, group, sacl, dacl } = descriptor;
  const start = writer.position;
  const control =
    descriptor.control |
    SE_SELF_RELATIVE |
    (sacl === null ? 0 : SE_SACL_PRESENT) |
    (dacl === null ? 0 : SE_DACL_PRESENT);
  writer.u8(1).u8(descriptor.resourceManagerControl).u16(control).zeros(16);
  if (owner !== null) {
    writer.patchU32(start + 4, writer.position - start);
    encodeSid(writer, owner);
  }
  if (group !== null) {
    writer.patchU32(start + 8, writer.position - start);
    encodeSid(writer, group);
  }
  if (sacl !== null) {
    writer.patchU32(start + 12, writer.position - start);
    encodeAcl(writer, sacl);
  }
  if (dacl !== null) {
    writer.patchU32(start + 16, writer.position - start);
    encodeAcl(writer, dacl);
  }
}

/** The stored form. Throws WireError. */
export function parseSecurityDescriptor(bytes: Uint8Array): SecurityDescriptor {
  return decodeSecurityDescriptor(new Reader(bytes));
}

export function formatSecurityDescriptor(descriptor: SecurityDescriptor): Uint8Array {
  const writer = new Writer(new Uint8Array(256));
  encodeSecurityDescriptor(writer, descriptor);
  return writer.written();
}

function decodeAt<T>(reader: Reader, offset: number, decode: (reader: Reader) => T): T | null {
  if (offset === 0) return null;
  // Inside the header, or at or past the end, nothing can stand.
  if (offset < HEADER || offset >= reader.length) throw WIRE_OFFSET;
  return decode(reader.slice(0, offset, reader.length - offset, HEADER));
}
