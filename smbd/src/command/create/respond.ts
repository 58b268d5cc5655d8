/** From a prepared file to an open and its reply. [MS-SMB2] 3.3.5.9, "response construction". */
import type { VfsStat } from "../../port/vfs.ts";
import { type Change, created, replaced } from "../../state/change.ts";
import type { StreamObject } from "../../state/file.ts";
import { Open } from "../../state/open.ts";
import { describeLease } from "../../state/oplock-stream-caching.ts";
import {
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_QUERY_ON_DISK_ID,
  CREATE_REQUEST_LEASE,
  type CreateContext,
  createContext,
} from "../../wire/context/create-context.ts";
import { encodeLease, type Lease } from "../../wire/context/lease.ts";
import { encodeMaximalAccessResponse } from "../../wire/context/maximal-access.ts";
import { encodeOnDiskIdResponse } from "../../wire/context/on-disk-id.ts";
import { FILE_ATTRIBUTE_DIRECTORY, shownAttributes } from "../../wire/fscc/attributes.ts";
import {
  CREATE_FLAG_REPARSEPOINT,
  encodeCreateResponse,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_OPENED,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../../wire/message/create.ts";
import { DIALECT_2_1, GLOBAL_CAP_DIRECTORY_LEASING } from "../../wire/message/negotiate.ts";
import { isError, type NtStatus, STATUS_NONE_MAPPED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { appleResponse } from "./apple.ts";
import { channelSequence, durableResponse, makeDurable } from "./durable.ts";
import type { CreateExtras } from "./extras.ts";
import type { Plan, Prepared } from "./plan.ts";
import { posixResponse } from "./posix.ts";

/** Takes over the prepared handles, and closes them where the open cannot be had. */
export function finishOpen(cx: CommandContext, plan: Plan, prepared: Prepared): NtStatus {
  const stat = prepared.node.stat();
  if (typeof stat === "number") return abandon(cx, prepared, stat);
  prepared.node.keep();
  const { node, data, path, streamName } = prepared;
  const stream = cx.engine.files.attach(node.identity, node.isDirectory, streamName);
  const open = new Open({
    ...cx.engine.newOpenId(),
    tree: cx.tree,
    stream,
    node,
    data,
    pipe: null,
    path,
    streamName,
    grantedAccess: prepared.grantedAccess,
    shareAccess: prepared.shareAccess,
    createOptions: plan.request.createOptions,
    openedAtMs: cx.nowMs,
  });
  const status = cx.engine.addOpen(open);
  if (isError(status)) {
    cx.engine.files.detach(open, stream);
    return abandon(cx, prepared, status);
  }
  open.isDeleteOnClose = (plan.request.createOptions & FILE_DELETE_ON_CLOSE) !== 0;
  open.isPosix = plan.extras.posix !== null;
  open.past = plan.past;
  if (cx.tree.usage !== null) open.allocatedBytes = stat.allocationSize;
  open.createAction = prepared.action;
  if (prepared.isNewFile && !node.isDirectory) stream.file.isArchived = true;
  open.requests.restart(channelSequence(cx));
  // In a snapshot nothing changes, and nothing is kept open in it for who went away.
  if (plan.past === null) {
    grantCaching(cx, plan, prepared, open, stream);
    cx.engine.granted(open);
  }
  const { ask, lease, appInstanceId: id, appInstanceVersion: version } = plan.extras;
  if (id !== null) open.appInstance = { id, clientGuid: cx.connection.clientGuid, version };
  if (plan.past === null) makeDurable(cx, ask, lease?.leaseKey ?? null, open);
  // A lease that grew is that of other opens, too.
  cx.engine.persistents.touch(open);
  cx.setRelatedOpen(open);
  const asked = { ...plan.extras, oplockLevelMax: OPLOCK_LEVEL_LEASE };
  respondOpen(cx, open, stat, prepared.action, asked, prepared.maximalAccess);
  const change = changeBy(prepared, open);
  if (change !== null) cx.engine.changed(change);
  return STATUS_SUCCESS;
}

function changeBy({ action, isNewFile }: Prepared, open: Open): Change | null {
  if (action === FILE_OPENED) return null;
  return action === FILE_CREATED ? created(open, isNewFile) : replaced(open);
}

/** [MS-SMB2] 3.3.5.9.8 and 3.3.5.9.11: a lease, or an oplock of the stream. */
function grantCaching(
  cx: CommandContext,
  plan: Plan,
  prepared: Prepared,
  open: Open,
  stream: StreamObject,
): void {
  const { lease } = plan.extras;
  const facts = {
    grantedAccess: prepared.grantedAccess,
    isDirectory: open.isDirectory,
    isKept: prepared.action === FILE_OPENED,
    hasByteRangeLocks: stream.knownLocks?.isIdle === false,
  };
  const isCaching = cx.engine.catalog.settings.caching;
  const level = isCaching ? plan.request.requestedOplockLevel : OPLOCK_LEVEL_NONE;
  if (level === OPLOCK_LEVEL_LEASE && lease !== null && mayLease(cx, lease, open)) {
    const { holder } = stream.caching.requestLease(open, cx.connection.clientGuid, lease, facts);
    if (holder !== null) return;
  }
  // A directory has no oplocks, and a lease that the dialect does not know is none.
  const isNone = level === OPLOCK_LEVEL_LEASE || open.isDirectory;
  stream.caching.requestOplock(open, isNone ? OPLOCK_LEVEL_NONE : level, facts);
}

function mayLease(cx: CommandContext, lease: Lease, open: Open): boolean {
  const { dialect, isSmb3, serverCapabilities } = cx.connection;
  if (dialect < DIALECT_2_1 || (lease.version === 2 && !isSmb3)) return false;
  if (!open.isDirectory) return true;
  return lease.version === 2 && (serverCapabilities & GLOBAL_CAP_DIRECTORY_LEASING) !== 0;
}

/** What was made for an open that is not to be goes again. */
function abandon(cx: CommandContext, prepared: Prepared, status: NtStatus): NtStatus {
  prepared.data?.close();
  if (prepared.isNewFile) cx.tree.volume?.unlink(prepared.node, prepared.path);
  else if (prepared.action === FILE_CREATED) prepared.node.removeStream(prepared.streamName);
  prepared.node.close();
  return status;
}

/** What of the request has an answer. */
export interface Asked
  extends Pick<CreateExtras, "contexts" | "maximalAccess" | "wantsOnDiskId" | "ask"> {
  /** A CREATE that comes again is told of no higher level than it asks for, whatever the open has. */
  readonly oplockLevelMax: number;
}

export function respondOpen(
  cx: CommandContext,
  open: Open,
  stat: VfsStat,
  createAction: number,
  asked: Asked,
  maximalAccess: number,
): void {
  const isStream = open.streamName !== "";
  const size = isStream && open.data !== null ? open.data.size() : stat.size;
  // A stream of a directory is data and not a directory.
  const attributes = isStream ? stat.attributes & ~FILE_ATTRIBUTE_DIRECTORY : stat.attributes;
  const caching = open.stream?.caching;
  const holder = caching?.holderOf(open) ?? null;
  const lease = holder === null ? null : describeLease(holder);
  const level = caching?.oplockLevelOf(open) ?? OPLOCK_LEVEL_NONE;
  const oplockLevel = lease === null ? Math.min(level, asked.oplockLevelMax) : OPLOCK_LEVEL_LEASE;
  // Who is told of a lower level than there is will not count on the open being kept.
  const ask = oplockLevel < level ? null : asked.ask;
  encodeCreateResponse(cx.reply, {
    oplockLevel,
    flags: stat.reparseTag !== 0 ? CREATE_FLAG_REPARSEPOINT : 0,
    createAction,
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    allocationSize: isStream ? size : stat.allocationSize,
    endOfFile: stat.isDirectory && !isStream ? 0 : size,
    fileAttributes: shownAttributes(attributes),
    fileId: open.fileId,
    contexts: contexts(cx, open, stat, { ...asked, ask }, maximalAccess, lease),
  });
}

function contexts(
  cx: CommandContext,
  open: Open,
  stat: VfsStat,
  asked: Asked,
  maximalAccess: number,
  lease: Lease | null,
): readonly CreateContext[] {
  const { maximalAccess: question, wantsOnDiskId, ask } = asked;
  const list: CreateContext[] = [];
  if (question !== null) {
    // [MS-SMB2] 3.3.5.9.5: a client that knows this state of the file knows its rights too.
    const isKnown = question.timestamp !== null && question.timestamp === stat.lastWriteTime;
    const body = isKnown
      ? { queryStatus: STATUS_NONE_MAPPED, maximalAccess: 0 }
      : { queryStatus: STATUS_SUCCESS, maximalAccess };
    list.push(
      createContext(CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, encodeMaximalAccessResponse, body),
    );
  }
  if (wantsOnDiskId) {
    const body = { diskFileId: stat.fileId, volumeId: BigInt(stat.volumeId) };
    list.push(createContext(CREATE_QUERY_ON_DISK_ID, encodeOnDiskIdResponse, body));
  }
  if (lease !== null) list.push(createContext(CREATE_REQUEST_LEASE, encodeLease, lease));
  if (open.isPosix) list.push(posixResponse(stat));
  const durable = durableResponse(cx, ask, open);
  if (durable !== null) list.push(durable);
  const apple = asked.contexts.length === 0 ? null : appleResponse(cx, asked.contexts);
  if (apple !== null) list.push(apple);
  return list;
}
