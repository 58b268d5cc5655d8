/**
 * The access check. [MS-DTYP] 2.5.3.2. The specification walks the DACL with the bits still wanted; since
 * an entry only ever settles bits that no earlier entry settled, the same answer comes from computing once
 * what is granted at most, bit by bit, and asking whether that covers what is wanted.
 */
import type { Principal } from "../auth/principal.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  type AccessMask,
  DELETE,
  FILE_ALL_ACCESS,
  FILE_DELETE_CHILD,
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  FILE_LIST_DIRECTORY,
  FILE_READ_ATTRIBUTES,
  FILE_TRAVERSE,
  MAXIMUM_ALLOWED,
  mapGenericAccess,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_ALLOWED_OBJECT_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_ACE_TYPE,
  ACCESS_DENIED_OBJECT_ACE_TYPE,
  type Ace,
  INHERIT_ONLY_ACE,
} from "../wire/security/ace.ts";
import type { SecurityDescriptor } from "../wire/security/descriptor.ts";
import { SID_OWNER_RIGHTS, SID_UNIX_GROUPS, SID_UNIX_USERS } from "../wire/security/well-known.ts";
import type { NtStatus } from "../wire/status.ts";
import { STATUS_ACCESS_DENIED, STATUS_PRIVILEGE_NOT_HELD } from "../wire/status.ts";

/** The rights of a caller that stand in no descriptor. */
export interface Privileges {
  /** SeTakeOwnershipPrivilege: WRITE_OWNER on anything. */
  readonly takeOwnership: boolean;
  /** SeSecurityPrivilege: ACCESS_SYSTEM_SECURITY, which reads and writes SACLs. */
  readonly security: boolean;
  /** SeBackupPrivilege and SeRestorePrivilege: count for opens with FILE_OPEN_FOR_BACKUP_INTENT alone. */
  readonly backup: boolean;
  readonly restore: boolean;
}

const NO_PRIVILEGES: Privileges = {
  takeOwnership: false,
  security: false,
  backup: false,
  restore: false,
};

/** Administrators may take what was locked away from them, visibly; they do not read past an ACL unseen. */
const ADMINISTRATOR_PRIVILEGES: Privileges = {
  ...NO_PRIVILEGES,
  takeOwnership: true,
  security: true,
};

export function privilegesOf(principal: Principal): Privileges {
  const base = principal.isAdministrator ? ADMINISTRATOR_PRIVILEGES : NO_PRIVILEGES;
  return principal.isBackupOperator ? { ...base, backup: true, restore: true } : base;
}

/** What settled a right: the entry of this index in the DACL, or something that stands beside it. */
export type AccessSettler =
  | { readonly index: number; readonly isAllowed: boolean }
  | "ownership"
  | "noList"
  | "privilege";

/** Told what settles which rights, while the check goes on, where somebody asks for the reasons. */
export interface AccessTrace {
  /** `rights` that nothing before settled. */
  settled(rights: AccessMask, by: AccessSettler): void;
}

export interface AccessGrant {
  readonly grantedAccess: AccessMask;
}

/**
 * What `desired` becomes, with generic bits and MAXIMUM_ALLOWED resolved, where `maximal` can be had at
 * most; or why it cannot be had.
 */
export function grantAccess(
  maximal: AccessMask,
  privileges: Privileges,
  desired: AccessMask,
): AccessGrant | NtStatus {
  const wanted = mapGenericAccess(desired) & ~MAXIMUM_ALLOWED;
  if ((wanted & ACCESS_SYSTEM_SECURITY) !== 0 && !privileges.security) {
    return STATUS_PRIVILEGE_NOT_HELD;
  }
  if ((wanted & ~ACCESS_SYSTEM_SECURITY & ~maximal) !== 0) return STATUS_ACCESS_DENIED;
  const grantedAccess = (desired & MAXIMUM_ALLOWED) === 0 ? wanted : wanted | maximal;
  return { grantedAccess: grantedAccess >>> 0 };
}

/** Every right of FILE_ALL_ACCESS that the descriptor and the privileges give. */
export function maximalAccess(
  descriptor: SecurityDescriptor,
  principal: Principal,
  privileges: Privileges,
  trace?: AccessTrace,
): AccessMask {
  const granted = grantedByDescriptor(descriptor, principal, trace);
  const fromPrivileges = privileges.takeOwnership ? WRITE_OWNER : 0;
  trace?.settled(fromPrivileges & ~granted, "privilege");
  return (granted | fromPrivileges) & FILE_ALL_ACCESS;
}

/** What the directory gives on a file or directory in it. [MS-FSA] 2.1.5.1.2.1 */
export function accessFromParent(parentAccess: AccessMask): AccessMask {
  const toDelete = (parentAccess & FILE_DELETE_CHILD) === 0 ? 0 : DELETE;
  const toLook = (parentAccess & FILE_LIST_DIRECTORY) === 0 ? 0 : FILE_READ_ATTRIBUTES;
  return toDelete | toLook;
}

/** All that a directory can give. */
export const ACCESS_FROM_PARENT = DELETE | FILE_READ_ATTRIBUTES;

/** With backup intent, both privileges reach the SACL: a backup without it would not be whole. */
export function forBackup(privileges: Privileges): Privileges {
  return {
    ...privileges,
    security: privileges.security || privileges.backup || privileges.restore,
  };
}

/**
 * Whom the caller may name as a file's owner: itself or a group that it is in, which gives rights away and takes
 * none. An administrator, who may take any file, may hand it on to anybody, as SeRestorePrivilege lets a backup
 * operator; tools that copy files with their owners need it.
 */
export function mayNameOwner(principal: Principal, sid: string): boolean {
  if (holdsSid(principal, sid)) return true;
  return principal.isAdministrator || privilegesOf(principal).restore;
}

/** What FILE_OPEN_FOR_BACKUP_INTENT adds. [MS-FSA] 2.1.5.1, phase "Open.HasBackupAccess". */
export function backupAccess(privileges: Privileges): AccessMask {
  let access = 0;
  if (privileges.backup) access |= FILE_GENERIC_READ | FILE_TRAVERSE;
  if (privileges.restore) {
    access |= FILE_GENERIC_WRITE | WRITE_DAC | WRITE_OWNER | DELETE | FILE_DELETE_CHILD;
  }
  return access;
}

/** Whether the SID (in text) is the caller's own or one of its groups'. */
export function holdsSid(principal: Principal, sid: string): boolean {
  if (principal.sid === sid || principal.groupSids.includes(sid)) return true;
  return sid.startsWith(UNIX_SID_PREFIX) && holdsUnixSid(principal, sid);
}

const UNIX_SID_PREFIX = "S-1-22-";

/** Entries made while an id had no account (by us or by Samba) go on to mean whoever has that id now. */
function holdsUnixSid(principal: Principal, sid: string): boolean {
  if (principal.isAnonymous) return false;
  if (sid === `${SID_UNIX_USERS.text}-${principal.uid}`) return true;
  const { text } = SID_UNIX_GROUPS;
  return (
    sid === `${text}-${principal.gid}` || principal.gids.some((gid) => sid === `${text}-${gid}`)
  );
}

function grantedByDescriptor(
  descriptor: SecurityDescriptor,
  principal: Principal,
  trace: AccessTrace | undefined,
): AccessMask {
  const dacl = descriptor.dacl;
  // A null DACL protects nothing; one with no entries lets nobody in but the owner.
  if (dacl === null) {
    trace?.settled(FILE_ALL_ACCESS, "noList");
    return FILE_ALL_ACCESS;
  }
  const isOwner = descriptor.owner !== null && holdsSid(principal, descriptor.owner.text);
  let granted = isOwner && !dacl.aces.some(isOwnerRights) ? READ_CONTROL | WRITE_DAC : 0;
  let denied = 0;
  trace?.settled(granted, "ownership");
  for (let index = 0; index < dacl.aces.length; index++) {
    const ace = dacl.aces[index]!;
    if ((ace.flags & INHERIT_ONLY_ACE) !== 0) continue;
    const applies =
      holdsSid(principal, ace.sid.text) || (isOwner && ace.sid.text === SID_OWNER_RIGHTS.text);
    if (!applies) continue;
    const mask = mapGenericAccess(ace.mask);
    if (isAllowing(ace)) {
      trace?.settled(mask & ~denied & ~granted, { index, isAllowed: true });
      granted |= mask & ~denied;
    } else if (isDenying(ace)) {
      trace?.settled(mask & ~granted & ~denied, { index, isAllowed: false });
      denied |= mask & ~granted;
    }
  }
  return granted;
}

/** [MS-DTYP] 2.5.3.2: an entry for S-1-3-4 replaces what an owner may do by being the owner. */
function isOwnerRights(ace: Ace): boolean {
  return (ace.flags & INHERIT_ONLY_ACE) === 0 && ace.sid.text === SID_OWNER_RIGHTS.text;
}

/**
 * An entry for one property of a directory object says nothing about a file. A conditional entry whose
 * condition we cannot know does not allow, and does deny.
 */
function isAllowing(ace: Ace): boolean {
  if (ace.type === ACCESS_ALLOWED_ACE_TYPE) return true;
  return ace.type === ACCESS_ALLOWED_OBJECT_ACE_TYPE && ace.objectType === null;
}

function isDenying(ace: Ace): boolean {
  if (ace.type === ACCESS_DENIED_ACE_TYPE) return true;
  if (ace.type === ACCESS_DENIED_CALLBACK_ACE_TYPE) return true;
  return ace.type === ACCESS_DENIED_OBJECT_ACE_TYPE && ace.objectType === null;
}
