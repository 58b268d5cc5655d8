/** Making what is not there. [MS-FSA] 2.1.5.1.1. */
import type { Principal } from "../../auth/principal.ts";
import type { VfsData, VfsLookup, VfsNode, VfsShare } from "../../port/vfs.ts";
import {
  backupAccess,
  forBackup,
  grantAccess,
  maximalAccess,
  mayNameOwner,
  type Privileges,
  privilegesOf,
} from "../../state/access-check.ts";
import { checkNotDeleted } from "../../state/delete-pending.ts";
import { sidOfGid } from "../../state/descriptor.ts";
import { descriptorOfNew } from "../../state/inherit.ts";
import { auditedAccess } from "../../state/object-audit.ts";
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_ENCRYPTED,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_SETTABLE,
  FILE_ATTRIBUTE_TEMPORARY,
} from "../../wire/fscc/attributes.ts";
import {
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NO_EA_KNOWLEDGE,
  FILE_OPEN,
  FILE_OPEN_FOR_BACKUP_INTENT,
  FILE_OVERWRITE,
} from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ADD_FILE,
  FILE_ADD_SUBDIRECTORY,
  FILE_ALL_ACCESS,
} from "../../wire/security/access-mask.ts";
import {
  formatSecurityDescriptor,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../../wire/security/sid.ts";
import { SID_NULL } from "../../wire/security/well-known.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_INVALID_OWNER,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_PRIVILEGE_NOT_HELD,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { ruleRights } from "../rule-rights.ts";
import { tellDenied } from "./access-audit.ts";
import { applyAllocation, applyEas, applyNoCompression } from "./contents.ts";
import {
  descriptorOfMade,
  type EffectiveDescriptor,
  effectiveDescriptor,
} from "./effective-descriptor.ts";
import { neededToReplace, openData } from "./existing.ts";
import type { Plan, Prepared } from "./plan.ts";
import { descriptorOfPosix, storedPermissions } from "./posix.ts";

/** STATUS_OBJECT_NAME_COLLISION: somebody made it in the meantime. */
export function makeFresh(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
): Prepared | NtStatus {
  const { request, name } = plan;
  const disposition = request.createDisposition;
  if (disposition === FILE_OPEN || disposition === FILE_OVERWRITE) {
    return STATUS_OBJECT_NAME_NOT_FOUND;
  }
  const isDirectory =
    (request.createOptions & FILE_DIRECTORY_FILE) !== 0 ||
    (name.mustBeDirectory && name.streamName === "");
  if (isDirectory && neededToReplace(disposition) !== 0) return STATUS_INVALID_PARAMETER;
  const isBackup = (request.createOptions & FILE_OPEN_FOR_BACKUP_INTENT) !== 0;
  const own = privilegesOf(cx.principal);
  const privileges = isBackup ? forBackup(own) : own;
  const refusal =
    checkNotDeleted(cx.engine.files.get(found.parent.identity), "") ||
    checkAttributes(plan, isDirectory) ||
    checkExplicit(cx, plan, privileges);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const parentPath = found.path.slice(0, -1);
  const parent = effectiveDescriptor(cx.engine.catalog, volume, parentPath, found.parent);
  if (typeof parent === "number") return parent;
  const needed = isDirectory ? FILE_ADD_SUBDIRECTORY : FILE_ADD_FILE;
  const stat = cx.tree.hasRules ? found.parent.stat() : null;
  if (typeof stat === "number") return stat;
  const ruled = stat === null ? -1 : ruleRights(cx, parentPath, stat, parent.descriptor);
  const rights = maximalAccess(parent.descriptor, cx.principal, privileges);
  const fromBackup = isBackup ? backupAccess(privileges) & ~rights & needed : 0;
  if (((rights | fromBackup) & cx.tree.maximalAccess & ruled & needed) === 0) {
    tellDenied(cx, parentPath, true, parent.descriptor, needed);
    return STATUS_ACCESS_DENIED;
  }
  // Who makes a file has what was asked for, whatever its descriptor will say; the share still limits it.
  const ceiling = cx.tree.maximalAccess & FILE_ALL_ACCESS;
  const grant = grantAccess(ceiling, privileges, request.desiredAccess);
  if (typeof grant === "number") return grant;
  const made = make(cx, plan, volume, found, parent, isDirectory);
  if (typeof made === "number") return made;
  const path = [...parentPath, found.name];
  const data = fill(plan, made.node, grant.grantedAccess);
  if (typeof data === "number") {
    // A file that could not be made whole is not left behind half-made.
    volume.unlink(made.node, path);
    made.node.close();
    return data;
  }
  return {
    node: made.node,
    data,
    path,
    streamName: "",
    isNewFile: true,
    action: FILE_CREATED,
    grantedAccess: grant.grantedAccess,
    shareAccess: request.shareAccess,
    maximalAccess: made.maximalAccess & cx.tree.maximalAccess,
    notes: {
      audited: auditedAccess(made.descriptor, cx.principal, grant.grantedAccess, true),
      fromBackup,
    },
  };
}

function checkAttributes(plan: Plan, isDirectory: boolean): NtStatus {
  const { fileAttributes: attributes, createOptions: options } = plan.request;
  if (isDirectory && (attributes & FILE_ATTRIBUTE_TEMPORARY) !== 0) return STATUS_INVALID_PARAMETER;
  // The store cannot encrypt for one user, and says so as Windows does where it is turned off.
  if ((attributes & FILE_ATTRIBUTE_ENCRYPTED) !== 0) return STATUS_ACCESS_DENIED;
  const isReadOnly = (attributes & FILE_ATTRIBUTE_READONLY) !== 0;
  if (isReadOnly && (options & FILE_DELETE_ON_CLOSE) !== 0) return STATUS_CANNOT_DELETE;
  const brings = plan.extras.eas.length > 0;
  if (brings && (options & FILE_NO_EA_KNOWLEDGE) !== 0) return STATUS_ACCESS_DENIED;
  return STATUS_SUCCESS;
}

/** [MS-DTYP] 2.5.3.4.1: an owner that the creator may not name, a SACL that it may not write. */
function checkExplicit(cx: CommandContext, plan: Plan, privileges: Privileges): NtStatus {
  const explicit = plan.extras.descriptor;
  if (explicit === null) return STATUS_SUCCESS;
  const mayOwn = explicit.owner === null || mayNameOwner(cx.principal, explicit.owner.text);
  if (!mayOwn) return STATUS_INVALID_OWNER;
  return explicit.sacl !== null && !privileges.security
    ? STATUS_PRIVILEGE_NOT_HELD
    : STATUS_SUCCESS;
}

interface Made {
  readonly node: VfsNode;
  readonly descriptor: SecurityDescriptor;
  readonly maximalAccess: number;
}

function make(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
  parent: EffectiveDescriptor,
  isDirectory: boolean,
): Made | NtStatus {
  const { request, extras } = plan;
  const descriptor =
    extras.posix !== null && extras.descriptor === null
      ? descriptorOfPosix(cx, extras.posix, isDirectory)
      : newDescriptor(cx, parent.descriptor, extras.descriptor, isDirectory);
  const share = cx.tree.share;
  // Whose a file is must not depend on whether the disk lets us give it away.
  const isOwned = share?.ownFilesOnly === true;
  const isStored =
    parent.isStored || isOwned || extras.descriptor !== null || extras.posix !== null;
  const node = volume.create(found.parent, found.name, {
    directory: isDirectory,
    uid: share?.forceUid ?? cx.principal.uid,
    gid: share?.forceGid ?? cx.principal.gid,
    attributes:
      (request.fileAttributes & FILE_ATTRIBUTE_SETTABLE) |
      (isDirectory ? 0 : FILE_ATTRIBUTE_ARCHIVE),
    descriptor: isStored ? formatSecurityDescriptor(descriptor) : null,
    forNow: true,
    ...(extras.posix === null
      ? {}
      : { mode: storedPermissions(extras.posix.mode, isDirectory), caseSensitive: true }),
  });
  if (typeof node === "number") return node;
  const maximal = maximalAccess(descriptor, cx.principal, privilegesOf(cx.principal)) | DELETE;
  return { node, descriptor, maximalAccess: maximal >>> 0 };
}

function newDescriptor(
  cx: CommandContext,
  parent: SecurityDescriptor,
  explicit: SecurityDescriptor | null,
  isDirectory: boolean,
): SecurityDescriptor {
  const { principal } = cx;
  const owner = owners.get(principal) ?? parseSid(principal.sid) ?? SID_NULL;
  owners.set(principal, owner);
  const made = { isDirectory, owner, group: sidOfGid(cx.engine.catalog, principal.gid) };
  return explicit === null
    ? descriptorOfMade(parent, made)
    : descriptorOfNew(parent, explicit, made);
}

/** Of who makes one file after the other. */
const owners = new WeakMap<Principal, Sid>();

/** EAs, reserved space, and the data where the open has any. */
function fill(plan: Plan, node: VfsNode, access: number): VfsData | null | NtStatus {
  // STATUS_INVALID_EA_NAME is a warning by its number, and a failure all the same.
  const status = applyEas(plan, node) || applyNoCompression(plan, node);
  if (status !== STATUS_SUCCESS) return status;
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  // A name with a stream opens the stream's data and not the file's.
  if (plan.name.streamName !== "") return null;
  const data = openData(node, stat, access);
  if (data === null || typeof data === "number" || plan.extras.allocationSize === 0) return data;
  const reserved = reserve(plan, node, data);
  node.keep();
  if (!isError(reserved)) return data;
  data.close();
  return reserved;
}

/** Space can be reserved by an open that may not write: its own handle would refuse. */
function reserve(plan: Plan, node: VfsNode, data: VfsData): NtStatus {
  const status = applyAllocation(plan, data);
  if (status !== STATUS_ACCESS_DENIED) return status;
  const writable = node.openData(true);
  if (typeof writable === "number") return writable;
  const again = applyAllocation(plan, writable);
  writable.close();
  return again;
}
