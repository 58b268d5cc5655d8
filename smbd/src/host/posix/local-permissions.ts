/**
 * What a descriptor means for local processes, put where the kernel looks: an ACL, or the mode where the file
 * system has none, or has no room for it. One that was there before goes in any case, since it could give more.
 */
import type { PosixAcl, PosixAcls, PosixPermissions } from "../../port/posix-acl.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { E2BIG, EINVAL, ENODATA, ENOSPC, EOPNOTSUPP, EPERM } from "./errno.ts";
import { ACCESS_ACL, DEFAULT_ACL, decodePosixAcl, encodePosixAcl } from "./posix-acl.ts";
import type { ShareContext } from "./share-context.ts";

/** 0 or a negated errno. */
export function projectDescriptor(
  share: Pick<ShareContext, "permissionsOf" | "mayChangeOwner">,
  fd: number,
  isDirectory: boolean,
  descriptor: Uint8Array,
): number {
  if (share.permissionsOf === null) return 0;
  const stated = native.statx(fd, NOTHING, slots);
  if (stated < 0) return stated;
  const file = { isDirectory, uid: slots[Stat.uid]!, gid: slots[Stat.gid]! };
  const permissions = share.permissionsOf(descriptor, file);
  if (permissions === null) return 0;
  const specialBits = slots[Stat.mode]! & 0o7000;
  const served = share.mayChangeOwner ? permissions : withServer(permissions, isDirectory);
  const result = setPermissions(fd, isDirectory, served, specialBits);
  // Somebody else's file, when we are an ordinary user: the descriptor counts, this is for others.
  return result === EPERM && !share.mayChangeOwner ? 0 : result;
}

/** What somebody stored on purpose or the kernel handed down; a negated errno where it cannot be read. */
export function localAcls(fd: number, isDirectory: boolean): PosixAcls | number {
  // One look at the names of all attributes costs less than asking for two that are not there.
  const length = native.listAttributes(fd, list);
  if (length === EOPNOTSUPP) return NO_ACLS;
  if (length < 0) return length;
  if (Buffer.from(list.buffer, 0, length).indexOf("system.posix_acl_") < 0) return NO_ACLS;
  const access = read(fd, ACCESS_ACL);
  if (typeof access === "number") return access;
  const inherited = isDirectory ? read(fd, DEFAULT_ACL) : null;
  return typeof inherited === "number" ? inherited : { access, inherited };
}

/** The server works as an ordinary user that owns all it makes, and has to go on serving it. */
function withServer(permissions: PosixPermissions, isDirectory: boolean): PosixPermissions {
  const least = isDirectory ? 7 : 6;
  const add = (acl: PosixAcl) =>
    acl.map((entry) => (entry.tag === "owner" ? { ...entry, bits: entry.bits | least } : entry));
  return {
    access: add(permissions.access),
    inherited: permissions.inherited === null ? null : add(permissions.inherited),
    mode: permissions.mode | (least << 6),
  };
}

function setPermissions(
  fd: number,
  isDirectory: boolean,
  permissions: PosixPermissions,
  specialBits: number,
): number {
  const { access, inherited, mode } = permissions;
  const stored = native.setAttribute(fd, ACCESS_ACL, encodePosixAcl(access), 0);
  if (MEANS_MODE_ONLY.has(stored)) {
    const removed = remove(fd, ACCESS_ACL);
    if (removed < 0) return removed;
    const changed = native.setMode(fd, mode | specialBits);
    if (changed < 0) return changed;
  } else if (stored < 0) return stored;
  if (!isDirectory) return 0;
  if (inherited === null) return remove(fd, DEFAULT_ACL);
  const handed = native.setAttribute(fd, DEFAULT_ACL, encodePosixAcl(inherited), 0);
  return MEANS_MODE_ONLY.has(handed) ? remove(fd, DEFAULT_ACL) : handed;
}

function remove(fd: number, attribute: Uint8Array): number {
  const removed = native.removeAttribute(fd, attribute);
  return removed === ENODATA || removed === EOPNOTSUPP ? 0 : removed;
}

function read(fd: number, attribute: Uint8Array): PosixAcl | null | number {
  const length = native.getAttribute(fd, attribute, scratch);
  if (length === ENODATA || length === EOPNOTSUPP) return null;
  if (length < 0) return length;
  return decodePosixAcl(scratch.subarray(0, length));
}

/** No ACLs here, or no room for this one. XFS says EINVAL where it is too long. */
const MEANS_MODE_ONLY = new Set([EOPNOTSUPP, ENOSPC, E2BIG, EINVAL]);
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const NO_ACLS: PosixAcls = { access: null, inherited: null };
const list = new Uint8Array(64 * 1024);
const scratch = new Uint8Array(64 * 1024);
