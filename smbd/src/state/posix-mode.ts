/**
 * POSIX modes as the POSIX extensions carry them, and as descriptors. On the wire the kind of a file is a small
 * number above the permissions, and not the S_IFMT of any one system. [POSIX-FSCC] 2.1.1
 */
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_DELETE_CHILD,
  FILE_GENERIC_EXECUTE,
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  FILE_READ_ATTRIBUTES,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_EA,
  READ_CONTROL,
  SYNCHRONIZE,
  WRITE_DAC,
  WRITE_OWNER,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { type Acl, makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import type { Sid } from "../wire/security/sid.ts";
import { SID_CREATOR_GROUP, SID_CREATOR_OWNER, SID_EVERYONE } from "../wire/security/well-known.ts";
import { NFS_MODE, numberOfNfsSid } from "./nfs-sid.ts";

/** Permissions, the sticky bit and the set-id bits. */
export const POSIX_PERMISSIONS = 0o7777;

const TYPE_SHIFT = 12;

/** `permissions` as POSIX has them; `type` of posix-type.ts in the bits above. */
export function wireMode(permissions: number, type: number): number {
  return (permissions & POSIX_PERMISSIONS) | (type << TYPE_SHIFT);
}

/**
 * What a mode says, as a descriptor that says the same: the first class that one belongs to counts, even where
 * a later one may more. Whoever is the owner may always change the permissions; who may write a directory may
 * delete what is in it. What is made in a directory by Windows clients later gets the same for its own maker.
 */
export function descriptorOfMode(
  permissions: number,
  isDirectory: boolean,
  owner: Sid,
  group: Sid,
): SecurityDescriptor {
  const [ofOwner, ofGroup, ofOthers] = [permissions >> 6, permissions >> 3, permissions].map(
    (bits) => rightsOfBits(bits & 7, isDirectory),
  ) as [number, number, number];
  const aces: Ace[] = [];
  allowThenDeny(aces, owner, ofOwner | OWNER_ALWAYS, ofGroup | ofOthers);
  allowThenDeny(aces, group, ofGroup | EVERYONE_ALWAYS, ofOthers);
  aces.push(makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, ofOthers | EVERYONE_ALWAYS, SID_EVERYONE));
  if (isDirectory) aces.push(...handedDown(ofGroup, ofOthers));
  return {
    // What was said for this file alone is not to be mixed with what its folder says.
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED,
    resourceManagerControl: 0,
    owner,
    group,
    dacl: makeAcl(aces),
    sacl: null,
  };
}

/** S-1-5-88-3-mode: the mode that a Linux client puts into a DACL, or null. */
export function modeOfDacl(dacl: Acl | null): number | null {
  for (const { sid } of dacl?.aces ?? []) {
    const mode = numberOfNfsSid(sid, NFS_MODE);
    if (mode !== null) return mode & POSIX_PERMISSIONS;
  }
  return null;
}

/** Attributes and permissions are the owner's business whatever the bits say. */
export const OWNER_ALWAYS =
  READ_CONTROL |
  WRITE_DAC |
  WRITE_OWNER |
  SYNCHRONIZE |
  DELETE |
  FILE_READ_ATTRIBUTES |
  FILE_WRITE_ATTRIBUTES |
  FILE_WRITE_EA;
/** Anybody who gets as far as the name may stat it. */
export const EVERYONE_ALWAYS = READ_CONTROL | SYNCHRONIZE | FILE_READ_ATTRIBUTES;

/** What one class of a mode or one entry of an ACL gives. */
export function rightsOfBits(bits: number, isDirectory: boolean): number {
  let mask = 0;
  if ((bits & 4) !== 0) mask |= FILE_GENERIC_READ;
  if ((bits & 2) !== 0) mask |= FILE_GENERIC_WRITE | (isDirectory ? FILE_DELETE_CHILD : 0);
  if ((bits & 1) !== 0) mask |= FILE_GENERIC_EXECUTE;
  return mask;
}

/** `others` is what later entries allow: what this class lacks of it is denied. */
function allowThenDeny(aces: Ace[], sid: Sid, mask: number, others: number): void {
  aces.push(makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid));
  const lacking = others & ~mask & FILE_ALL_ACCESS;
  if (lacking !== 0) aces.push(makeAce(ACCESS_DENIED_ACE_TYPE, 0, lacking, sid));
}

function handedDown(ofGroup: number, ofOthers: number): readonly Ace[] {
  const flags = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | INHERIT_ONLY_ACE;
  const allow = (mask: number, sid: Sid) => makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
  return [
    allow(FILE_ALL_ACCESS, SID_CREATOR_OWNER),
    allow(ofGroup | EVERYONE_ALWAYS, SID_CREATOR_GROUP),
    allow(ofOthers | EVERYONE_ALWAYS, SID_EVERYONE),
  ];
}
