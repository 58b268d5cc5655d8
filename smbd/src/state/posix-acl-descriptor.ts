/**
 * A POSIX ACL that somebody gave a file, as the descriptor that says the same: the first entry of owner, named
 * users, groups, others that one belongs to counts, even where a later one gives more; of groups each counts.
 * What a directory hands down to local processes, clients' files inherit.
 */
import type { PosixAcl, PosixAcls } from "../port/posix-acl.ts";
import { FILE_ALL_ACCESS } from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_PRESENT,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import type { Sid } from "../wire/security/sid.ts";
import { SID_CREATOR_GROUP, SID_CREATOR_OWNER, SID_EVERYONE } from "../wire/security/well-known.ts";
import { type IdMap, sidOfGid, sidOfUid } from "./descriptor.ts";
import { EVERYONE_ALWAYS, OWNER_ALWAYS, rightsOfBits } from "./posix-mode.ts";

export function descriptorOfPosixAcls(
  ids: IdMap,
  acls: PosixAcls,
  owner: Sid,
  group: Sid,
  isDirectory: boolean,
): SecurityDescriptor {
  const here = acls.access === null ? [] : aces(ids, acls.access, owner, group, isDirectory, 0);
  const flags = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | INHERIT_ONLY_ACE;
  const handedDown =
    acls.inherited === null
      ? []
      : aces(ids, acls.inherited, SID_CREATOR_OWNER, SID_CREATOR_GROUP, true, flags);
  return {
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner,
    group,
    dacl: makeAcl([...here, ...handedDown]),
    sacl: null,
  };
}

/**
 * Whether a file's ACLs are what the kernel gave it from its directory's: they say nothing of their own then.
 * Owner, mask and others may have lost bits to the mode that the file was made with.
 */
export function areHandedDown(acls: PosixAcls, parent: PosixAcls, isDirectory: boolean): boolean {
  if (parent.inherited === null) return false;
  if (isDirectory && !isSame(acls.inherited, parent.inherited)) return false;
  const named = (acl: PosixAcl) =>
    acl.filter(({ tag }) => tag === "user" || tag === "group" || tag === "namedGroup");
  return acls.access === null || isSame(named(acls.access), named(parent.inherited));
}

export function isSame(left: PosixAcl | null, right: PosixAcl | null): boolean {
  if (left === null || right === null) return left === right;
  return (
    left.length === right.length &&
    left.every(({ tag, id, bits }, index) => {
      const other = right[index];
      return other !== undefined && other.tag === tag && other.id === id && other.bits === bits;
    })
  );
}

function aces(
  ids: IdMap,
  acl: PosixAcl,
  owner: Sid,
  group: Sid,
  isDirectory: boolean,
  flags: number,
): readonly Ace[] {
  const mask = acl.find(({ tag }) => tag === "mask")?.bits ?? 7;
  const of = (...tags: string[]) => acl.filter(({ tag }) => tags.includes(tag));
  const rights = (bits: number) => rightsOfBits(bits, isDirectory);
  const found: Ace[] = [];
  const allow = (sid: Sid, granted: number) =>
    found.push(makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, granted, sid));
  const deny = (sid: Sid, granted: number, later: number) => {
    const lacking = later & ~granted & FILE_ALL_ACCESS;
    if (lacking !== 0) found.push(makeAce(ACCESS_DENIED_ACE_TYPE, flags, lacking, sid));
  };
  const others = rights(of("other")[0]?.bits ?? 0);
  const groups = of("group", "namedGroup").map(({ tag, id, bits }) => ({
    sid: tag === "group" ? group : sidOfGid(ids, id),
    granted: rights(bits & mask) | EVERYONE_ALWAYS,
  }));
  const later = groups.reduce((union, { granted }) => union | granted, others);
  for (const { tag, id, bits } of of("owner", "user")) {
    const isOwner = tag === "owner";
    const sid = isOwner ? owner : sidOfUid(ids, id);
    const granted = isOwner ? rights(bits) | OWNER_ALWAYS : rights(bits & mask) | EVERYONE_ALWAYS;
    allow(sid, granted);
    deny(sid, granted, later);
  }
  for (const { sid, granted } of groups) allow(sid, granted);
  for (const { sid, granted } of groups) deny(sid, granted, others);
  allow(SID_EVERYONE, others | EVERYONE_ALWAYS);
  return found;
}
