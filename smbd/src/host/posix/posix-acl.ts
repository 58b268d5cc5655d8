/** POSIX ACLs as the kernel takes and gives them: `system.posix_acl_access` and `_default`, version 2. */
import type { PosixAcl, PosixAclEntry, PosixAclTag } from "../../port/posix-acl.ts";

export const ACCESS_ACL = new TextEncoder().encode("system.posix_acl_access");
export const DEFAULT_ACL = new TextEncoder().encode("system.posix_acl_default");

/** Null for what is no ACL of this version. */
export function decodePosixAcl(bytes: Uint8Array): PosixAcl | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || (bytes.length - HEADER_BYTES) % ENTRY_BYTES !== 0) return null;
  if (view.getUint32(0, true) !== VERSION) return null;
  const entries: PosixAclEntry[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; at += ENTRY_BYTES) {
    const tag = NAMES.get(view.getUint16(at, true));
    if (tag === undefined) return null;
    const isNamed = tag === "user" || tag === "namedGroup";
    const id = isNamed ? view.getUint32(at + 4, true) : 0;
    entries.push({ tag, id, bits: view.getUint16(at + 2, true) & 7 });
  }
  return entries;
}

/** Entries are in the kernel's order already: owner, users, group, groups, mask, other. */
export function encodePosixAcl(acl: PosixAcl): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + acl.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, VERSION, true);
  for (const [index, { tag, id, bits }] of acl.entries()) {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    const isNamed = tag === "user" || tag === "namedGroup";
    view.setUint16(at, TAGS[tag], true);
    view.setUint16(at + 2, bits, true);
    view.setUint32(at + 4, isNamed ? id : NO_ID, true);
  }
  return bytes;
}

const VERSION = 2;
const HEADER_BYTES = 4;
const ENTRY_BYTES = 8;
const NO_ID = 0xffff_ffff;
const TAGS: Readonly<Record<PosixAclTag, number>> = {
  owner: 0x01,
  user: 0x02,
  group: 0x04,
  namedGroup: 0x08,
  mask: 0x10,
  other: 0x20,
};
const NAMES = new Map(Object.entries(TAGS).map(([name, tag]) => [tag, name as PosixAclTag]));
