/** What an open of an existing file is granted. [MS-FSA] 2.1.5.1.2.1 and [MS-SMB2] 3.3.5.9. */
import type { Principal } from "../../auth/principal.ts";
import type { VfsLookup, VfsNode, VfsPath, VfsShare, VfsStat } from "../../port/vfs.ts";
import {
  ACCESS_FROM_PARENT,
  type AccessTrace,
  accessFromParent,
  backupAccess,
  forBackup,
  grantAccess,
  maximalAccess,
  type Privileges,
  privilegesOf,
} from "../../state/access-check.ts";
import type { IdMap } from "../../state/descriptor.ts";
import { auditedAccess } from "../../state/object-audit.ts";
import type { Tree } from "../../state/tree.ts";
import { FILE_ATTRIBUTE_READONLY } from "../../wire/fscc/attributes.ts";
import { FILE_DELETE_ON_CLOSE, FILE_OPEN_FOR_BACKUP_INTENT } from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ADD_SUBDIRECTORY,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
  mapGenericAccess,
} from "../../wire/security/access-mask.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import { type NtStatus, STATUS_ACCESS_DENIED, STATUS_CANNOT_DELETE } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { ruleRights } from "../rule-rights.ts";
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
  const writes = ((wanted | alsoNeeded) & LOST_ON_READ_ONLY_FILE) !== 0;
  if (isReadOnly && !stat.isDirectory && writes) return STATUS_ACCESS_DENIED;
  const deletes = (createOptions & FILE_DELETE_ON_CLOSE) !== 0;
  const isRoot = found.path.length === 0;
  if (deletes && (isReadOnly || isRoot)) return STATUS_CANNOT_DELETE;
  const judged = maximalOfExisting(cx, volume, found, node, stat, privileges, isBackup);
  if (typeof judged === "number") return judged;
  const { descriptor, byRule, maximal, withoutBackup } = judged;
  // A SACL is reached by privilege, past all rights.
  const isMissing = (alsoNeeded & ~maximal) !== 0 || (wanted & ~byRule) !== 0;
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

/** Whom access is judged for: whoever makes a request, or somebody about whom it is asked. */
export interface Asker {
  readonly principal: Principal;
  readonly nowMs: number;
  readonly engine: { readonly catalog: IdMap };
  readonly tree: Pick<Tree, "maximalAccess" | "share" | "hasRules">;
}

/** What each right comes from, for whoever asks. */
export interface AccessTraces {
  readonly own: AccessTrace;
  readonly parent: AccessTrace;
}

export interface Judged {
  readonly descriptor: SecurityDescriptor;
  /** What can be had at most. */
  readonly maximal: number;
  /** The same before the share and its rules, and what backup intent adds. */
  readonly withoutBackup: number;
  readonly byRule: number;
}

/**
 * The descriptor, the directory above, backup intent, the share and its rules, in this order. `instead`: as if this
 * were the descriptor.
 */
export function maximalOfExisting(
  cx: Asker,
  volume: VfsShare,
  found: VfsLookup,
  node: VfsNode,
  stat: VfsStat,
  privileges: Privileges,
  isBackup: boolean,
  traces: AccessTraces | null = null,
  instead: SecurityDescriptor | null = null,
): Judged | NtStatus {
  const { path, parent } = found;
  const fromFile =
    instead === null
      ? maximalOf(cx, volume, path, node, privileges, parent, traces?.own)
      : { mask: maximalAccess(instead, cx.principal, privileges), descriptor: instead };
  if (typeof fromFile === "number") return fromFile;
  const { descriptor } = fromFile;
  let maximal = fromFile.mask;
  if (path.length > 0 && (maximal & ACCESS_FROM_PARENT) !== ACCESS_FROM_PARENT) {
    const above = path.slice(0, -1);
    const fromParent = maximalOf(cx, volume, above, parent, privileges, null, traces?.parent);
    if (typeof fromParent === "number") return fromParent;
    maximal |= accessFromParent(fromParent.mask);
  }
  const withoutBackup = maximal;
  if (isBackup) maximal |= backupAccess(privileges);
  // [MS-SMB2] 3.3.5.9: nothing exceeds what the share leaves this user.
  const byRule = ruleRights(cx, path, stat, descriptor);
  maximal &= cx.tree.maximalAccess & byRule;
  return { descriptor, maximal, withoutBackup, byRule };
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
  const stat = cx.tree.hasRules ? node.stat() : null;
  if (typeof stat === "number") return stat;
  const byRule = stat === null ? -1 : ruleRights(cx, path, stat, maximal.descriptor);
  return { mask: (maximal.mask & cx.tree.maximalAccess & byRule) >>> 0 };
}

/** Rights that are refused on a file with FILE_ATTRIBUTE_READONLY. */
export const LOST_ON_READ_ONLY_FILE = FILE_WRITE_DATA | FILE_APPEND_DATA;

const LOST_WHEN_READ_ONLY =
  FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD;

function maximalOf(
  cx: Asker,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode,
  privileges: Privileges,
  parent: VfsNode | null = null,
  trace?: AccessTrace,
): { readonly mask: number; readonly descriptor: SecurityDescriptor } | NtStatus {
  const effective = effectiveDescriptor(cx.engine.catalog, volume, path, node, parent);
  if (typeof effective === "number") return effective;
  const { descriptor } = effective;
  return { mask: maximalAccess(descriptor, cx.principal, privileges, trace), descriptor };
}
