/**
 * CREATE. [MS-SMB2] 3.3.5.9. The steps stand in folder create/: validate what was sent, look up the name,
 * then open what is there or make what is not, then answer.
 */
import type { VfsLookup, VfsShare } from "../port/vfs.ts";
import { parseName } from "../state/name.ts";
import { parsePosixName } from "../state/posix-name.ts";
import { secondsOfFiletime, splitToken } from "../state/snapshot-token.ts";
import { HEADER_BYTES } from "../wire/header.ts";
import {
  type CreateRequest,
  decodeCreateRequest,
  FILE_CREATE,
  FILE_CREATED,
  FILE_OPEN_REPARSE_POINT,
} from "../wire/message/create.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_FILE_NOT_AVAILABLE,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { tellGranted } from "./create/access-audit.ts";
import { type DurableAsk, decodeDurable, replayable } from "./create/durable.ts";
import { openExisting } from "./create/existing.ts";
import { decodeExtras } from "./create/extras.ts";
import { makeFresh } from "./create/fresh.ts";
import { checkPast } from "./create/past.ts";
import { openPipe } from "./create/pipe.ts";
import { CreateWait, type Plan, type Prepared } from "./create/plan.ts";
import { isQuotaFile, openQuotaFile } from "./create/quota-file.ts";
import { reconnect, replay } from "./create/reconnect.ts";
import { checkWay } from "./create/reparse-stop.ts";
import { finishOpen } from "./create/respond.ts";
import { makeFreshWithStream, openStream } from "./create/stream.ts";
import { checkName, checkRequest } from "./create/validate.ts";

export function handleCreate(cx: CommandContext): Outcome {
  cx.message.seek(HEADER_BYTES);
  const request = decodeCreateRequest(cx.message);
  if (cx.tree.isPipe) return openPipe(cx, request);
  const volume = cx.tree.volume;
  if (volume === null) return STATUS_NETWORK_NAME_DELETED;
  // A session that was lowered to an anonymous one keeps its trees, and finds nothing new in them.
  if (cx.tree.maximalAccess === 0) return STATUS_ACCESS_DENIED;
  if (isQuotaFile(request.name)) return openQuotaFile(cx, request);
  const durable = decodeDurable(request.contexts, cx.connection.isSmb3);
  if (typeof durable === "number") return durable;
  if (durable.back !== null) return reconnect(cx, request, durable.back);
  const plan = planOf(cx, request, durable.ask);
  if (typeof plan === "number") return plan;
  const again = replayable(cx, durable.ask, plan.extras.lease?.leaseKey ?? null);
  if (again === null || durable.ask === null) return attempt(cx, volume, plan, null);
  const answered = replay(cx, request, again, durable.ask);
  if (answered !== null) return answered;
  return attempt(cx, volume, plan, () => cx.engine.durables.replays.failed(again));
}

function planOf(
  cx: CommandContext,
  request: CreateRequest,
  ask: DurableAsk | null,
): Plan | NtStatus {
  const refusal = checkRequest(request);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const extras = decodeExtras(request.contexts, ask, cx.connection);
  if (typeof extras === "number") return extras;
  const name = extras.posix === null ? parseName(request.name) : parsePosixName(request.name);
  if (typeof name === "number") return name;
  const mismatch = extras.posix === null ? checkName(request, name) : STATUS_SUCCESS;
  return mismatch === STATUS_SUCCESS ? { request, name, extras, past: null } : mismatch;
}

/**
 * `settled` is told when the CREATE is over, unless it made an open that a second one would get. Null: it cannot
 * come a second time.
 */
function attempt(
  cx: CommandContext,
  volume: VfsShare,
  plan: Plan,
  settled: (() => void) | null,
): Outcome {
  const status = openInTime(cx, volume, plan);
  if (status instanceof CreateWait) return park(cx, volume, plan, status, settled);
  settled?.();
  if (status === STATUS_ACCESS_DENIED) {
    cx.audit("accessDenied", plan.request.name.replaceAll("\\", "/"), status);
  }
  return status;
}

/** Waits until the caches in the way are given up, then decides the whole CREATE anew. */
function park(
  cx: CommandContext,
  volume: VfsShare,
  plan: Plan,
  wait: CreateWait,
  settled: (() => void) | null,
): Outcome {
  const again = () => {
    if (!cx.isHomeless) return attempt(cx, volume, plan, settled);
    settled?.();
    return STATUS_FILE_CLOSED;
  };
  if (!wait.caching.mustWait(wait.plan)) return again();
  const waiter = { resume: () => cx.resume(again) };
  // Who lost its channel sends the CREATE again over another one, and finds this one waiting or done.
  const isWaiting = cx.goAsync(() => {
    settled?.();
    if (wait.caching.cancel(waiter)) cx.finish(STATUS_CANCELLED);
  }, settled !== null);
  if (!isWaiting) {
    settled?.();
    return STATUS_INSUFFICIENT_RESOURCES;
  }
  return wait.caching.wait(waiter, wait.plan) ? PENDING : again();
}

/** Now, or as a snapshot has it; whatever comes of it, a snapshot is held by the opens in it alone. */
function openInTime(cx: CommandContext, volume: VfsShare, plan: Plan): CreateWait | NtStatus {
  const { share } = cx.tree;
  const moment = share?.previousVersions === true ? momentOf(plan) : null;
  if (moment === null || share === null) {
    // [MS-SMB2] 3.3.5.9.4: no snapshot exists, so none is found.
    return plan.extras.timewarp === 0n ? openFile(cx, volume, plan) : STATUS_OBJECT_NAME_NOT_FOUND;
  }
  const past = cx.engine.pastVolumes.acquire(share, moment.seconds);
  if (typeof past === "number") return past;
  const name = { ...plan.name, path: moment.path };
  const status = openFile(cx, past, { ...plan, name, past });
  if (status !== STATUS_SUCCESS) cx.engine.pastVolumes.release(past);
  return status;
}

/** By create context, or by a token in the path. Null: now. */
function momentOf({ extras, name }: Plan): { path: readonly string[]; seconds: number } | null {
  if (extras.timewarp === 0n) return splitToken(name.path);
  return { path: name.path, seconds: secondsOfFiletime(extras.timewarp) };
}

function openFile(cx: CommandContext, volume: VfsShare, plan: Plan): CreateWait | NtStatus {
  const prepared = prepare(cx, volume, plan);
  if (typeof prepared === "number" || prepared instanceof CreateWait) return prepared;
  const status = finishOpen(cx, plan, prepared);
  if (status === STATUS_SUCCESS && prepared.action === FILE_CREATED) {
    const stream = prepared.streamName === "" ? "" : `:${prepared.streamName}`;
    cx.audit("create", prepared.path.join("/") + stream, status);
  }
  if (status === STATUS_SUCCESS) {
    tellGranted(cx, prepared.path, prepared.node.isDirectory, prepared.notes);
  }
  return status;
}

/** Between look-up and making, a local process can make the same name: then it is there, and is opened. */
const RACES_MAX = 3;

function prepare(
  cx: CommandContext,
  volume: VfsShare,
  plan: Plan,
): Prepared | CreateWait | NtStatus {
  const options = {
    reparsePoint: (plan.request.createOptions & FILE_OPEN_REPARSE_POINT) !== 0,
    forNow: true,
    expectsNone: plan.request.createDisposition === FILE_CREATE,
    ...(plan.extras.posix === null ? {} : { caseSensitive: true }),
  };
  for (let race = 1; ; race++) {
    const found = volume.lookup(plan.name.path, options);
    const stop = checkWay(cx, plan, volume, found);
    if (typeof found === "number") return stop === STATUS_SUCCESS ? found : stop;
    if (stop !== STATUS_SUCCESS) {
      found.parent.close();
      found.node?.close();
      return stop;
    }
    const prepared =
      checkLeaseKey(cx, plan, found) ||
      checkAvailable(cx, plan, found) ||
      openOrMake(cx, volume, plan, found);
    found.parent.close();
    if (typeof prepared !== "number" && !(prepared instanceof CreateWait)) return prepared;
    found.node?.close();
    if (prepared instanceof CreateWait) return prepared;
    const wasThere = found.node !== null || plan.request.createDisposition === FILE_CREATE;
    if (prepared !== STATUS_OBJECT_NAME_COLLISION || wasThere || race >= RACES_MAX) return prepared;
  }
}

// [MS-SMB2] 3.3.5.9.8: a key names one stream of one file at a time.
function checkLeaseKey(cx: CommandContext, plan: Plan, found: VfsLookup): NtStatus {
  const { lease } = plan.extras;
  if (lease === null) return STATUS_SUCCESS;
  const file = found.node === null ? undefined : cx.engine.files.get(found.node.identity);
  const stream = file?.streams.get(plan.name.streamName.toUpperCase());
  const caching = stream?.caching ?? null;
  return cx.engine.files.leases.checkKey(cx.connection.clientGuid, lease.leaseKey, caching);
}

// [MS-SMB2] 3.3.5.9: a persistent open that waits for its client keeps everybody else out. The text lets those in
// for whom a handle's cache can be broken, which would wait for the client just the same.
function checkAvailable(cx: CommandContext, plan: Plan, found: VfsLookup): NtStatus {
  // Only such an open is disconnected, which most of the time none is.
  if (cx.engine.durables.table.size === 0) return STATUS_SUCCESS;
  const file = found.node === null ? undefined : cx.engine.files.get(found.node.identity);
  const stream = file?.streams.get(plan.name.streamName.toUpperCase());
  for (const open of stream?.opens ?? []) {
    const isWaiting = open.isPersistent && cx.engine.durables.table.isDisconnected(open);
    // The program that had it open, moved to another client, may take it over at once.
    const isMine = open.appInstance !== null && open.appInstance.id === plan.extras.appInstanceId;
    if (isWaiting && !isMine) return STATUS_FILE_NOT_AVAILABLE;
  }
  return STATUS_SUCCESS;
}

function openOrMake(
  cx: CommandContext,
  volume: VfsShare,
  plan: Plan,
  found: VfsLookup,
): Prepared | CreateWait | NtStatus {
  const hasStream = plan.name.streamName !== "";
  if (plan.past !== null) {
    const refusal = checkPast(plan, found.node !== null);
    if (refusal !== STATUS_SUCCESS) return refusal;
  }
  if (found.node === null) {
    return hasStream
      ? makeFreshWithStream(cx, plan, volume, found)
      : makeFresh(cx, plan, volume, found);
  }
  return hasStream
    ? openStream(cx, plan, volume, found, found.node)
    : openExisting(cx, plan, volume, found, found.node);
}
