/** Opening what is there. [MS-FSA] 2.1.5.1.2. */
import type { VfsData, VfsLookup, VfsNode, VfsShare, VfsStat } from "../../port/vfs.ts";
import { checkNotDeleted } from "../../state/delete-pending.ts";
import { findShareConflict, type Sharing } from "../../state/share-mode.ts";
import { FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM } from "../../wire/fscc/attributes.ts";
import { FILE_NEED_EA } from "../../wire/fscc/full-ea.ts";
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_NO_EA_KNOWLEDGE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPENED,
  FILE_OVERWRITE,
  FILE_OVERWRITE_IF,
  FILE_OVERWRITTEN,
  FILE_SHARE_READ,
  FILE_SUPERSEDE,
  FILE_SUPERSEDED,
} from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ADD_FILE,
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { accessToDirectory, accessToExisting } from "./access.ts";
import { takeOver } from "./app-instance.ts";
import { overwrite } from "./overwrite.ts";
import { accessToData } from "./past.ts";
import { CreateWait, type Plan, type Prepared } from "./plan.ts";
import { checkItself } from "./reparse-stop.ts";

/** On success the node belongs to the result; on failure it is still the caller's. */
export function openExisting(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
  node: VfsNode,
): Prepared | CreateWait | NtStatus {
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const stopped = checkItself(cx, plan, node, stat);
  if (stopped !== STATUS_SUCCESS) return stopped;
  const { createDisposition: disposition } = plan.request;
  const refusal =
    checkNotDeleted(cx.engine.files.get(node.identity), "") ||
    (disposition === FILE_CREATE ? STATUS_OBJECT_NAME_COLLISION : STATUS_SUCCESS) ||
    checkKind(plan, stat) ||
    checkEaKnowledge(plan, node) ||
    checkAttributes(plan, stat);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const isKept = disposition === FILE_OPEN || disposition === FILE_OPEN_IF;
  const alsoNeeded = neededToReplace(disposition);
  const access = accessToExisting(cx, plan, volume, found, node, stat, alsoNeeded);
  if (typeof access === "number") return access;
  const shareAccess = grantedSharing(cx, plan, volume, found);
  const wanted = { grantedAccess: access.grantedAccess | alsoNeeded, shareAccess, streamName: "" };
  const conflict =
    takeOver(cx, plan, node, access.maximalAccess) ||
    letIn(cx, plan, node, wanted, alsoNeeded !== 0);
  if (conflict !== STATUS_SUCCESS) return conflict;
  const data = openData(node, stat, accessToData(plan, access.grantedAccess | alsoNeeded));
  if (typeof data === "number") return data;
  const opened = {
    node,
    path: found.path,
    streamName: "",
    isNewFile: false,
    grantedAccess: access.grantedAccess,
    shareAccess,
    maximalAccess: access.maximalAccess,
    notes: access.notes,
  };
  if (isKept || data === null) return { ...opened, data, action: FILE_OPENED };
  const status = overwrite(cx, plan, node, data, stat.reparseTag !== 0);
  if (status !== STATUS_SUCCESS) {
    data.close();
    return status;
  }
  const action = disposition === FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
  return { ...opened, data, action };
}

/**
 * Whether an open with this access and sharing can live beside those that are there: breaks the caches in its
 * way, waits for them, and only then finds that sharing is violated. [MS-SMB2] 3.3.5.9, [MS-FSA] 2.1.5.1.2.
 */
export function letIn(
  cx: CommandContext,
  plan: Plan,
  node: VfsNode,
  wanted: Sharing,
  replaces: boolean,
): CreateWait | NtStatus {
  const file = cx.engine.files.get(node.identity);
  if (file === undefined) return STATUS_SUCCESS;
  const mayConflict = file.sharing.mayConflict(wanted);
  const conflict = mayConflict ? findShareConflict(file.opens(), wanted) : null;
  // A handle that only a cache keeps open may be the one in the way, whatever stream it is of.
  const stream = conflict?.stream ?? file.streams.get(wanted.streamName.toUpperCase());
  if (stream === undefined) return STATUS_SUCCESS;
  const breakPlan = stream.caching.breakForOpen({
    clientGuid: cx.connection.clientGuid,
    leaseKey: plan.extras.lease?.leaseKey ?? null,
    access: wanted.grantedAccess,
    replaces,
    hasSharingViolation: conflict !== null,
  });
  cx.engine.sendBreaks(stream.caching, breakPlan.breaks);
  if (breakPlan.waitFor.length > 0) return new CreateWait(stream.caching, breakPlan);
  return conflict === null ? STATUS_SUCCESS : STATUS_SHARING_VIOLATION;
}

/**
 * [MS-FSA] 2.1.5.1.2.2: who may not change the directory may not keep readers away from what is in it.
 */
export function grantedSharing(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
): number {
  const asked = plan.request.shareAccess;
  if ((asked & FILE_SHARE_READ) !== 0 || found.path.length === 0) return asked;
  const rights = accessToDirectory(cx, volume, found.path.slice(0, -1), found.parent);
  const mayChange = typeof rights === "object" && (rights.mask & FILE_ADD_FILE) !== 0;
  return mayChange ? asked : asked | FILE_SHARE_READ;
}

/** What takes the place of a file's contents must be allowed to write them. */
export function neededToReplace(disposition: number): number {
  const replaces =
    disposition === FILE_SUPERSEDE ||
    disposition === FILE_OVERWRITE ||
    disposition === FILE_OVERWRITE_IF;
  if (!replaces) return 0;
  return disposition === FILE_SUPERSEDE ? FILE_WRITE_DATA | DELETE : FILE_WRITE_DATA;
}

const TOUCHES_DATA = FILE_READ_DATA | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_EXECUTE;

/** Null where the open has no data: a directory, a symlink itself, or only attributes asked for. */
export function openData(node: VfsNode, stat: VfsStat, access: number): VfsData | null | NtStatus {
  if (stat.isDirectory || stat.isSymlink || (access & TOUCHES_DATA) === 0) return null;
  return node.openData((access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) !== 0);
}

function checkKind(plan: Plan, stat: VfsStat): NtStatus {
  const { createOptions: options, createDisposition: disposition } = plan.request;
  if (stat.isDirectory) {
    if ((options & FILE_NON_DIRECTORY_FILE) !== 0) return STATUS_FILE_IS_A_DIRECTORY;
    if (plan.name.mustBeData) return STATUS_FILE_IS_A_DIRECTORY;
    // A directory has no contents that could be replaced.
    return neededToReplace(disposition) === 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
  }
  const mustBeDirectory = (options & FILE_DIRECTORY_FILE) !== 0 || plan.name.mustBeDirectory;
  if (mustBeDirectory) return STATUS_NOT_A_DIRECTORY;
  // Replacing the contents of a symlink would replace those of what it points to.
  const replacesLink = stat.isSymlink && neededToReplace(disposition) !== 0;
  return replacesLink ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/** [MS-FSA] 2.1.5.1.2: who knows no EAs may not open a file that needs them to be understood. */
function checkEaKnowledge(plan: Plan, node: VfsNode): NtStatus {
  if ((plan.request.createOptions & FILE_NO_EA_KNOWLEDGE) === 0) return STATUS_SUCCESS;
  const eas = node.eas();
  if (typeof eas === "number") return eas;
  const needsKnowledge = eas.some((ea) => (ea.flags & FILE_NEED_EA) !== 0);
  return needsKnowledge ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/** [MS-FSA] 2.1.5.1.2: who replaces a hidden or system file must know that it is one. */
function checkAttributes(plan: Plan, stat: VfsStat): NtStatus {
  if (neededToReplace(plan.request.createDisposition) === 0) return STATUS_SUCCESS;
  const known = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
  const missing = stat.attributes & known & ~plan.request.fileAttributes;
  return missing === 0 ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}
