/** ACL. [MS-DTYP] 2.4.5. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { ACE_BYTES_MIN, type Ace, decodeAce, encodeAce } from "./ace.ts";

export const ACL_REVISION = 0x02;
/** Needed for object ACEs. Revision 3, between the two, is what some tools write for any. */
export const ACL_REVISION_DS = 0x04;

const ACL_HEADER_BYTES = 8;

export interface Acl {
  readonly revision: number;
  readonly aces: readonly Ace[];
}

export function makeAcl(aces: readonly Ace[]): Acl {
  return { revision: ACL_REVISION, aces };
}

export function decodeAcl(reader: Reader): Acl {
  const revision = reader.u8();
  if (revision < ACL_REVISION || revision > ACL_REVISION_DS) throw WIRE_VALUE;
  reader.skip(1);
  const size = reader.u16();
  const count = reader.u16();
  reader.skip(2);
  if (size < ACL_HEADER_BYTES || size % 4 !== 0) throw WIRE_VALUE;
  const body = reader.sub(size - ACL_HEADER_BYTES);
  // The count must fit before a single entry is believed.
  if (count * ACE_BYTES_MIN > body.length) throw WIRE_VALUE;
  const aces: Ace[] = [];
  for (let i = 0; i < count; i++) aces.push(decodeAce(body));
  return { revision, aces };
}

export function encodeAcl(writer: Writer, acl: Acl): void {
  const start = writer.position;
  writer.u8(acl.revision).u8(0);
  const sizeAt = writer.position;
  writer.u16(0).u16(acl.aces.length).u16(0);
  for (const ace of acl.aces) encodeAce(writer, ace);
  const size = writer.position - start;
  // AclSize has 16 bits; an ACL that outgrew it would be read back as another one.
  if (size > 0xffff) throw WIRE_VALUE;
  writer.patchU16(sizeAt, size);
}
