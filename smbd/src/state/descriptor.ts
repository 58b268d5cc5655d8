/**
 * Descriptors that nobody stored. A data folder that was never touched by an ACL editor has none anywhere:
 * there the share's permissions decide alone, as the owner of a NAS expects ("who may read, change, or has
 * full control" is asked once, for the share). So the root of a share stands for
 * "Authenticated Users: full control, this folder, subfolders and files", which the share's mask limits,
 * and everything below inherits from the nearest ancestor that has a stored descriptor, or from that root.
 *
 * POSIX modes are not turned into entries: a folder made by root with mode 0755 would lock every user out
 * of a share that grants them "change". They go on to mean what they always meant for local processes. A POSIX
 * ACL names people, as nobody does by chance: it is turned into entries (state/posix-acl-descriptor.ts), and a
 * descriptor that is set becomes one (state/posix-permissions.ts).
 */
import { FILE_ALL_ACCESS, mapGenericAccess } from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { type Acl, makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_SACL_AUTO_INHERIT_REQ,
  SE_SACL_AUTO_INHERITED,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../wire/security/sid.ts";
import { SID_AUTHENTICATED_USERS, unixGroupSid, unixUserSid } from "../wire/security/well-known.ts";
import { NFS_GID, NFS_UID, numberOfNfsSid } from "./nfs-sid.ts";

/** How POSIX ids and SIDs belong together. The catalog is one. */
export interface IdMap {
  userByUid(uid: number): { readonly rid: number } | null;
  groupByGid(gid: number): { readonly rid: number } | null;
  /** The SID of an account of ours, in text. */
  sidOf(rid: number): string;
  bySid(sid: string): object | null;
}

/** The SID under which a uid is shown: our user's, else S-1-22-1-uid, as Samba has it. */
export function sidOfUid(ids: IdMap, uid: number): Sid {
  return known(usersOf, ids, uid, () => {
    const user = ids.userByUid(uid);
    return (user === null ? null : parseSid(ids.sidOf(user.rid))) ?? unixUserSid(uid);
  });
}

export function sidOfGid(ids: IdMap, gid: number): Sid {
  return known(groupsOf, ids, gid, () => {
    const group = ids.groupByGid(gid);
    return (group === null ? null : parseSid(ids.sidOf(group.rid))) ?? unixGroupSid(gid);
  });
}

/** Every open asks for the owners of a file, mostly the same ones. Another catalog is another map. */
function known(
  sidsOf: WeakMap<IdMap, Map<number, Sid>>,
  ids: IdMap,
  id: number,
  make: () => Sid,
): Sid {
  const sids = sidsOf.get(ids) ?? new Map<number, Sid>();
  const present = sids.get(id);
  if (present !== undefined) return present;
  const sid = make();
  if (sids.size >= SIDS_MAX) sids.clear();
  sidsOf.set(ids, sids.set(id, sid));
  return sid;
}

const usersOf = new WeakMap<IdMap, Map<number, Sid>>();
const groupsOf = new WeakMap<IdMap, Map<number, Sid>>();
const SIDS_MAX = 1_000;

/** The uid behind a SID, or null where it is nobody's. */
export function uidOfSid(ids: IdMap, sid: Sid): number | null {
  const account = ids.bySid(sid.text);
  if (account !== null)
    return "uid" in account && typeof account.uid === "number" ? account.uid : null;
  return unixId(sid, 1);
}

export function gidOfSid(ids: IdMap, sid: Sid): number | null {
  const account = ids.bySid(sid.text);
  if (account !== null) {
    return !("uid" in account) && "gid" in account && typeof account.gid === "number"
      ? account.gid
      : null;
  }
  return unixId(sid, 2);
}

/** Owner and group that a client names by their ids (S-1-5-88-1-uid, -2-gid), as the accounts that they are. */
export function withAccounts(ids: IdMap, descriptor: SecurityDescriptor): SecurityDescriptor {
  const uid = descriptor.owner === null ? null : numberOfNfsSid(descriptor.owner, NFS_UID);
  const gid = descriptor.group === null ? null : numberOfNfsSid(descriptor.group, NFS_GID);
  return {
    ...descriptor,
    owner: uid === null ? descriptor.owner : sidOfUid(ids, uid),
    group: gid === null ? descriptor.group : sidOfGid(ids, gid),
  };
}

/** The root of a share without a stored descriptor. */
export function rootDescriptor(owner: Sid, group: Sid): SecurityDescriptor {
  const flags = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
  return {
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED,
    resourceManagerControl: 0,
    owner,
    group,
    dacl: makeAcl([
      makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, FILE_ALL_ACCESS, SID_AUTHENTICATED_USERS),
    ]),
    sacl: null,
  };
}

/**
 * A descriptor as it is stored: generic bits of entries that apply here are resolved, and AUTO_INHERITED
 * stays only where AUTO_INHERIT_REQ came with it. [MS-DTYP] 2.4.6: REQ itself is never stored.
 */
export function storableDescriptor(descriptor: SecurityDescriptor): SecurityDescriptor {
  let control = descriptor.control;
  if ((control & SE_DACL_AUTO_INHERIT_REQ) === 0) control &= ~SE_DACL_AUTO_INHERITED;
  if ((control & SE_SACL_AUTO_INHERIT_REQ) === 0) control &= ~SE_SACL_AUTO_INHERITED;
  control &= ~(SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ);
  return {
    ...descriptor,
    control,
    dacl: withMappedMasks(descriptor.dacl),
    sacl: withMappedMasks(descriptor.sacl),
  };
}

function withMappedMasks(acl: Acl | null): Acl | null {
  if (acl === null) return null;
  const aces = acl.aces.map((ace) =>
    (ace.flags & INHERIT_ONLY_ACE) !== 0 ? ace : { ...ace, mask: mapGenericAccess(ace.mask) },
  );
  return { revision: acl.revision, aces };
}

/** S-1-22-1-uid and S-1-22-2-gid. */
function unixId(sid: Sid, kind: number): number | null {
  if (sid.authority !== 22 || sid.subAuthorities.length !== 2) return null;
  if (sid.subAuthorities[0] !== kind) return null;
  return sid.subAuthorities[1] ?? null;
}
