/** ACE. [MS-DTYP] 2.4.4. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import type { AccessMask } from "./access-mask.ts";
import { decodeSid, encodeSid, type Sid } from "./sid.ts";

export const ACCESS_ALLOWED_ACE_TYPE = 0x00;
export const ACCESS_DENIED_ACE_TYPE = 0x01;
export const SYSTEM_AUDIT_ACE_TYPE = 0x02;
export const SYSTEM_ALARM_ACE_TYPE = 0x03;
export const ACCESS_ALLOWED_OBJECT_ACE_TYPE = 0x05;
export const ACCESS_DENIED_OBJECT_ACE_TYPE = 0x06;
export const SYSTEM_AUDIT_OBJECT_ACE_TYPE = 0x07;
export const SYSTEM_ALARM_OBJECT_ACE_TYPE = 0x08;
export const ACCESS_ALLOWED_CALLBACK_ACE_TYPE = 0x09;
export const ACCESS_DENIED_CALLBACK_ACE_TYPE = 0x0a;
export const ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE = 0x0b;
export const ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE = 0x0c;
export const SYSTEM_AUDIT_CALLBACK_ACE_TYPE = 0x0d;
export const SYSTEM_ALARM_CALLBACK_ACE_TYPE = 0x0e;
export const SYSTEM_AUDIT_CALLBACK_OBJECT_ACE_TYPE = 0x0f;
export const SYSTEM_ALARM_CALLBACK_OBJECT_ACE_TYPE = 0x10;
export const SYSTEM_MANDATORY_LABEL_ACE_TYPE = 0x11;
export const SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE = 0x12;
export const SYSTEM_SCOPED_POLICY_ID_ACE_TYPE = 0x13;

export const OBJECT_INHERIT_ACE = 0x01;
export const CONTAINER_INHERIT_ACE = 0x02;
export const NO_PROPAGATE_INHERIT_ACE = 0x04;
export const INHERIT_ONLY_ACE = 0x08;
export const INHERITED_ACE = 0x10;
export const SUCCESSFUL_ACCESS_ACE_FLAG = 0x40;
export const FAILED_ACCESS_ACE_FLAG = 0x80;

const ACE_OBJECT_TYPE_PRESENT = 0x00000001;
const ACE_INHERITED_OBJECT_TYPE_PRESENT = 0x00000002;

export interface Ace {
  readonly type: number;
  readonly flags: number;
  readonly mask: AccessMask;
  readonly sid: Sid;
  /** Object types only; null where absent. */
  readonly objectType: Guid | null;
  readonly inheritedObjectType: Guid | null;
  /** Whatever follows the SID (callback conditions, resource attributes); owned, a multiple of 4 bytes. */
  readonly data: Uint8Array;
}

const NO_DATA = new Uint8Array(0);

/** Of the ordinary kinds, which carry nothing besides a SID. */
export function makeAce(type: number, flags: number, mask: AccessMask, sid: Sid): Ace {
  return { type, flags, mask, sid, objectType: null, inheritedObjectType: null, data: NO_DATA };
}

/** Type, flags, size and mask, then the shortest SID. */
export const ACE_BYTES_MIN = 16;

export function decodeAce(reader: Reader): Ace {
  const type = reader.u8();
  const flags = reader.u8();
  const size = reader.u16();
  if (size < ACE_BYTES_MIN || size % 4 !== 0) throw WIRE_VALUE;
  if (!isKnownType(type)) throw WIRE_VALUE;
  const body = reader.sub(size - 4);
  const mask = body.u32();
  let objectType: Guid | null = null;
  let inheritedObjectType: Guid | null = null;
  if (isObjectType(type)) {
    const present = body.u32();
    if ((present & ACE_OBJECT_TYPE_PRESENT) !== 0) objectType = decodeGuid(body);
    if ((present & ACE_INHERITED_OBJECT_TYPE_PRESENT) !== 0) inheritedObjectType = decodeGuid(body);
  }
  const sid = decodeSid(body);
  const data = body.remaining === 0 ? NO_DATA : body.copy(body.remaining);
  return { type, flags, mask, sid, objectType, inheritedObjectType, data };
}

export function encodeAce(writer: Writer, ace: Ace): void {
  const start = writer.position;
  writer.u8(ace.type).u8(ace.flags);
  const sizeAt = writer.position;
  writer.u16(0).u32(ace.mask);
  if (isObjectType(ace.type)) {
    const present =
      (ace.objectType === null ? 0 : ACE_OBJECT_TYPE_PRESENT) |
      (ace.inheritedObjectType === null ? 0 : ACE_INHERITED_OBJECT_TYPE_PRESENT);
    writer.u32(present);
    if (ace.objectType !== null) encodeGuid(writer, ace.objectType);
    if (ace.inheritedObjectType !== null) encodeGuid(writer, ace.inheritedObjectType);
  }
  encodeSid(writer, ace.sid);
  writer.put(ace.data).align(4, start);
  writer.patchU16(sizeAt, writer.position - start);
}

/** Types whose body starts with flags and two optional GUIDs. */
function isObjectType(type: number): boolean {
  return (
    (type >= ACCESS_ALLOWED_OBJECT_ACE_TYPE && type <= SYSTEM_ALARM_OBJECT_ACE_TYPE) ||
    type === ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE ||
    type === ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE ||
    type === SYSTEM_AUDIT_CALLBACK_OBJECT_ACE_TYPE ||
    type === SYSTEM_ALARM_CALLBACK_OBJECT_ACE_TYPE
  );
}

// 0x04, the compound ACE, is reserved and has another layout.
function isKnownType(type: number): boolean {
  return type <= SYSTEM_SCOPED_POLICY_ID_ACE_TYPE && type !== 0x04;
}
