/** Named streams. [MS-FSA] 2.1.5.1.1 (creation of a new stream) and 2.1.5.1.2. */
import type { VfsData, VfsLookup, VfsNode, VfsShare } from "../../port/vfs.ts";
import { checkNotDeleted } from "../../state/delete-pending.ts";
import { foldName } from "../../state/fold.ts";
import {
  FILE_CREATE,
  FILE_CREATED,
  FILE_OPEN,
  FILE_OPENED,
  FILE_OVERWRITE,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDE,
  FILE_SUPERSEDED,
} from "../../wire/message/create.ts";
import { FILE_APPEND_DATA, FILE_WRITE_DATA } from "../../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { accessToExisting } from "./access.ts";
import { takeOver } from "./app-instance.ts";
import { applyAllocation } from "./contents.ts";
import { grantedSharing, letIn, neededToReplace } from "./existing.ts";
import { makeFresh } from "./fresh.ts";
import { accessToData } from "./past.ts";
import type { CreateWait, Plan, Prepared } from "./plan.ts";
import { checkItself } from "./reparse-stop.ts";

/** A stream of a file or directory that is there. On failure the node is still the caller's. */
export function openStream(
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
  const disposition = plan.request.createDisposition;
  const streams = node.streams();
  if (typeof streams === "number") return streams;
  const folded = foldName(plan.name.streamName);
  const stored = streams.find(({ name }) => foldName(name) === folded);
  const refusal =
    checkNotDeleted(cx.engine.files.get(node.identity), plan.name.streamName) ||
    checkDisposition(disposition, stored !== undefined);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const streamName = stored?.name ?? plan.name.streamName;
  const isNew = stored === undefined;
  if (isNew && plan.past !== null) return STATUS_MEDIA_WRITE_PROTECTED;
  // A new stream is new data of the file.
  const alsoNeeded = isNew ? FILE_WRITE_DATA : neededToReplace(disposition);
  const access = accessToExisting(cx, plan, volume, found, node, stat, alsoNeeded);
  if (typeof access === "number") return access;
  const shareAccess = grantedSharing(cx, plan, volume, found);
  const wanted = { grantedAccess: access.grantedAccess | alsoNeeded, shareAccess, streamName };
  const conflict =
    takeOver(cx, plan, node, access.maximalAccess) ||
    letIn(cx, plan, node, wanted, alsoNeeded !== 0);
  if (conflict !== STATUS_SUCCESS) return conflict;
  const action = isNew ? FILE_CREATED : replaceAction(disposition);
  const rights = accessToData(plan, access.grantedAccess);
  const data = openStreamData(plan, node, streamName, rights, action);
  if (typeof data === "number") return data;
  return {
    node,
    data,
    path: found.path,
    streamName,
    isNewFile: false,
    action,
    grantedAccess: access.grantedAccess,
    shareAccess,
    maximalAccess: access.maximalAccess,
    notes: access.notes,
  };
}

/** A stream of a file that is not there yet: both are made, or neither. */
export function makeFreshWithStream(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup,
): Prepared | NtStatus {
  const base = makeFresh(cx, plan, volume, found);
  if (typeof base === "number") return base;
  const { streamName } = plan.name;
  const data = openStreamData(plan, base.node, streamName, base.grantedAccess, FILE_CREATED);
  if (typeof data !== "number") return { ...base, data, streamName };
  volume.unlink(base.node, base.path);
  base.node.close();
  return data;
}

function checkDisposition(disposition: number, isThere: boolean): NtStatus {
  if (isThere) {
    return disposition === FILE_CREATE ? STATUS_OBJECT_NAME_COLLISION : STATUS_SUCCESS;
  }
  const mustBeThere = disposition === FILE_OPEN || disposition === FILE_OVERWRITE;
  return mustBeThere ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
}

function replaceAction(disposition: number): number {
  if (neededToReplace(disposition) === 0) return FILE_OPENED;
  return disposition === FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
}

/** Every open of a stream has its data: its size is asked of it even by those who only look. */
function openStreamData(
  plan: Plan,
  node: VfsNode,
  streamName: string,
  access: number,
  action: number,
): VfsData | NtStatus {
  const isWritten = action !== FILE_OPENED;
  const isWritable = isWritten || (access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) !== 0;
  const data = node.openStream(streamName, isWritable, action === FILE_CREATED);
  if (typeof data === "number") return data;
  if (isWritten) node.keep();
  let status = STATUS_SUCCESS;
  if (isWritten && action !== FILE_CREATED) status = data.setSize(0);
  if (isWritten && !isError(status)) status = applyAllocation(plan, data);
  if (!isError(status)) return data;
  data.close();
  return status;
}
