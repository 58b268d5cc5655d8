/** What an open of an existing file is granted. [MS-FSA] 2.1.5.1.2.1 and [MS-SMB2] 3.3.5.9. */
import type { VfsLookup, VfsNode, VfsPath, VfsShare, VfsStat } from "../../port/vfs.ts";
import {
  backupAccess,
  forBackup,
  grantAccess,
  maximalAccess,
  type Privileges,
  privilegesOf,
} from "../../state/access-check.ts";
import { auditedAccess } from "../../state/object-audit.ts";
import { FILE_ATTRIBUTE_READONLY } from "../../wire/fscc/attributes.ts";
import { FILE_DELETE_ON_CLOSE, FILE_OPEN_FOR_BACKUP_INTENT } from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ADD_SUBDIRECTORY,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_LIST_DIRECTORY,
  FILE_READ_ATTRIBUTES,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
  mapGenericAccess,
} from "../../wire/security/access-mask.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import { type NtStatus, STATUS_ACCESS_DENIED, STATUS_CANNOT_DELETE } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { type AccessNotes, tellDenied } from "./access-audit.ts";
import { effectiveDescriptor } from "./effective-descriptor.ts";
import type { Plan } from "./plan.ts";

export interface Access {
  readonly grantedAccess: number;
  /** What could have been asked for, for the MxAc context. */
  readonly maximalAccess: number;
  readonly notes: AccessNotes;
}

/** `alsoNeeded`: rights that the disposition needs, and that the open is not given. */
export function accessToExisting(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
  node: VfsNode,
  stat: VfsStat,
  alsoNeeded: number,
): Access | NtStatus {
  const { desiredAccess, createOptions } = plan.request;
  const isBackup = (createOptions & FILE_OPEN_FOR_BACKUP_INTENT) !== 0;
  const own = privilegesOf(cx.principal);
  const privileges = isBackup ? forBackup(own) : own;
  const isReadOnly = (stat.attributes & FILE_ATTRIBUTE_READONLY) !== 0;
  const wanted = mapGenericAccess(desiredAccess) & ~MAXIMUM_ALLOWED;
  const writes = ((wanted | alsoNeeded) & (FILE_WRITE_DATA | FILE_APPEND_DATA)) !== 0;
  if (isReadOnly && !stat.isDirectory && writes) return STATUS_ACCESS_DENIED;
  const deletes = (createOptions & FILE_DELETE_ON_CLOSE) !== 0;
  const isRoot = found.path.length === 0;
  if (deletes && (isReadOnly || isRoot)) return STATUS_CANNOT_DELETE;
  const fromFile = maximalOf(cx, volume, found.path, node, privileges, found.parent);
  if (typeof fromFile === "number") return fromFile;
  const { descriptor } = fromFile;
  let maximal = fromFile.mask;
  if (!isRoot && (maximal & FROM_PARENT) !== FROM_PARENT) {
    const fromParent = maximalOf(cx, volume, found.path.slice(0, -1), found.parent, privileges);
    if (typeof fromParent === "number") return fromParent;
    if ((fromParent.mask & FILE_DELETE_CHILD) !== 0) maximal |= DELETE;
    if ((fromParent.mask & FILE_LIST_DIRECTORY) !== 0) maximal |= FILE_READ_ATTRIBUTES;
  }
  const withoutBackup = maximal;
  if (isBackup) maximal |= backupAccess(privileges);
  // [MS-SMB2] 3.3.5.9: nothing exceeds what the share leaves this user.
  maximal &= cx.tree.maximalAccess;
  const isMissing = (alsoNeeded & ~maximal) !== 0;
  const grant = isMissing ? STATUS_ACCESS_DENIED : grantAccess(maximal, privileges, desiredAccess);
  if (typeof grant === "number") {
    tellDenied(cx, found.path, stat.isDirectory, descriptor, wanted | alsoNeeded);
    return grant;
  }
  let { grantedAccess } = grant;
  // What MAXIMUM_ALLOWED finds on a read-only file does not change it; what was named was judged above.
  if (isReadOnly) grantedAccess &= ~LOST_WHEN_READ_ONLY | wanted;
  if (deletes && (grantedAccess & DELETE) === 0) return STATUS_ACCESS_DENIED;
  const used = grantedAccess | alsoNeeded;
  const notes = {
    audited: auditedAccess(descriptor, cx.principal, used, true),
    fromBackup: (used & ~withoutBackup & backupAccess(privileges)) >>> 0,
  };
  return { grantedAccess: grantedAccess >>> 0, maximalAccess: maximal >>> 0, notes };
}

/** The rights on the directory at `path` that the caller has, within what the share leaves. */
export function accessToDirectory(
  cx: CommandContext,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode,
): { readonly mask: number } | NtStatus {
  const maximal = maximalOf(cx, volume, path, node, privilegesOf(cx.principal));
  if (typeof maximal === "number") return maximal;
  return { mask: (maximal.mask & cx.tree.maximalAccess) >>> 0 };
}

/** Rights on a file that its directory can give too. */
const FROM_PARENT = DELETE | FILE_READ_ATTRIBUTES;

const LOST_WHEN_READ_ONLY =
  FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD;

function maximalOf(
  cx: CommandContext,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode,
  privileges: Privileges,
  parent: VfsNode | null = null,
): { readonly mask: number; readonly descriptor: SecurityDescriptor } | NtStatus {
  const effective = effectiveDescriptor(cx.engine.catalog, volume, path, node, parent);
  if (typeof effective === "number") return effective;
  const { descriptor } = effective;
  return { mask: maximalAccess(descriptor, cx.principal, privileges), descriptor };
}
