/** What a final reply changes in the model. */
import type { Reply } from "../../test/virtual-client.ts";
import {
  CREATE_QUERY_ON_DISK_ID,
  CREATE_REQUEST_LEASE,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import {
  decodeLease,
  LEASE_FLAG_BREAK_IN_PROGRESS,
  LEASE_NONE,
  type Lease,
} from "../../wire/context/lease.ts";
import { decodeOnDiskIdResponse } from "../../wire/context/on-disk-id.ts";
import {
  type CreateResponse,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDED,
  OPLOCK_LEVEL_LEASE,
} from "../../wire/message/create.ts";
import { LOCKFLAG_EXCLUSIVE_LOCK, LOCKFLAG_UNLOCK } from "../../wire/message/lock.ts";
import {
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CreateOperation, Operation, SentRequest } from "../sent-request.ts";
import { cachingOfLevel } from "./caching-of-level.ts";
import type { LockModel } from "./file-model.ts";
import { HolderModel } from "./holder-model.ts";
import type { Model } from "./model.ts";
import { OpenModel } from "./open-model.ts";

export interface CreateAnswer {
  readonly response: CreateResponse;
  readonly diskId: bigint | null;
  readonly lease: Lease | null;
}

/** Of a CREATE that succeeded. */
export function createAnswer(response: CreateResponse): CreateAnswer {
  const id = findCreateContext(response.contexts, CREATE_QUERY_ON_DISK_ID);
  const lease = findCreateContext(response.contexts, CREATE_REQUEST_LEASE);
  return {
    response,
    diskId: id === null ? null : decodeOnDiskIdResponse(id).diskFileId,
    lease: lease === null ? null : decodeLease(lease),
  };
}

export function applyCreate(model: Model, request: SentRequest, answer: CreateAnswer): void {
  const operation = request.operation as CreateOperation;
  const { response } = answer;
  const known = model.opens.get(Number(response.fileId.volatile));
  if (known !== undefined) {
    takeBack(model, request, known);
    return;
  }
  const { diskId } = answer;
  if (diskId === null) return;
  const isDirectory = (response.fileAttributes & 0x10) !== 0;
  const file = model.file({ id: diskId, isDirectory });
  const stream = file.stream(operation.streamName);
  const isNew = model.names.get(operation.path) !== file;
  const { createAction } = response;
  const isFresh = createAction === FILE_CREATED;
  // What it opens and nobody knew was made by a chain whose replies are still to come.
  const wasLate = model.isLate;
  model.isLate ||= !isFresh || operation.streamName !== "";
  if (isNew) model.added(operation.path, file, request.actor.name);
  model.isLate = wasLate;
  if (isFresh || createAction === FILE_OVERWRITTEN || createAction === FILE_SUPERSEDED) {
    stream.content.setSize(0);
    if (operation.streamName === "" && !isFresh) model.streamsReplaced(file);
  }
  const { request: sent } = operation;
  const open = new OpenModel({
    actor: request.actor,
    sessionId: request.sessionId,
    fileId: response.fileId,
    stream,
    path: operation.path,
    access: sent.desiredAccess,
    share: sent.shareAccess,
    isDeleteOnClose: (sent.createOptions & FILE_DELETE_ON_CLOSE) !== 0,
    durable: operation.durable,
  });
  request.opened = open;
  model.opened(open);
  attachHolder(model, request, open, answer);
  // What closes it again has arrived with it.
  if (request.chain.some(({ operation: { kind } }) => kind === "close")) {
    open.isClosing = true;
    model.loosen(open);
  }
  if (!model.hasSession(request.sessionId)) model.loosen(open);
}

/** A durable open came back, or a CREATE was sent twice. */
function takeBack(model: Model, request: SentRequest, open: OpenModel): void {
  request.opened = open;
  request.isReturned = true;
  open.sessionId = request.sessionId;
  open.isLoose = false;
  model.loose.delete(open);
  if (!model.hasSession(request.sessionId)) model.loosen(open);
}

function attachHolder(
  model: Model,
  request: SentRequest,
  open: OpenModel,
  { response, lease }: CreateAnswer,
): void {
  const { stream } = open;
  const isLease = response.oplockLevel === OPLOCK_LEVEL_LEASE && lease !== null;
  const state = isLease ? lease.leaseState : cachingOfLevel(response.oplockLevel);
  if (!isLease && state === LEASE_NONE) return;
  const key = isLease ? leaseHolderKey(request.actor.guid, lease.leaseKey) : open.name;
  let holder = stream.holders.get(key);
  if (holder === undefined) {
    holder = new HolderModel(key, isLease, request.actor.name, state);
    stream.holders.set(key, holder);
  }
  const isBreaking = isLease && (lease.leaseFlags & LEASE_FLAG_BREAK_IN_PROGRESS) !== 0;
  if (!isBreaking) holder.state = state;
  holder.isUncertain = model.isLate;
  if (isLease) holder.epoch = lease.epoch;
  holder.opens.add(open);
  open.holder = holder;
}

export function leaseHolderKey(clientGuid: string, leaseKey: string): string {
  return `${clientGuid} ${leaseKey}`;
}

/** Any other request; `status` is its final one. */
export function applyFinal(model: Model, request: SentRequest, reply: Reply): void {
  const { operation, open } = request;
  if (operation.kind === "acknowledgeLease" || operation.kind === "acknowledgeOplock") {
    applyAcknowledgement(model, request, operation, reply.status);
    return;
  }
  if (operation.kind === "logoff" || operation.kind === "treeDisconnect") {
    // What was opened before it arrived and told of only now went with it all the same.
    for (const each of model.opens.values()) {
      if (each.sessionId === request.sessionId && !model.isKnownToServer(each)) model.loosen(each);
    }
    model.sync();
    return;
  }
  if (reply.status !== STATUS_SUCCESS || open === null) return;
  switch (operation.kind) {
    case "close":
      model.closed(open);
      break;
    case "write":
      if (!open.stream.content.isHazy) open.stream.content.write(operation.offset, operation.data);
      break;
    case "setSize":
      if (!open.stream.content.isHazy) open.stream.content.setSize(operation.size);
      break;
    case "rename":
      model.renamed(open, operation.path);
      break;
    case "link":
      // Replaced by itself, nothing has changed.
      if (operation.path !== open.path) model.linked(open, operation.path);
      break;
    case "disposition":
      if (operation.isDelete) model.markDeleted(open);
      else model.unmarkDeleted(open);
      break;
    case "lock":
      applyLocks(model, open, operation);
      break;
    default:
  }
}

function applyLocks(
  model: Model,
  open: OpenModel,
  { locks }: Extract<Operation, { kind: "lock" }>,
): void {
  if (open.isClosed) return;
  const { stream } = open;
  for (const { offset, length, flags } of locks) {
    if ((flags & LOCKFLAG_UNLOCK) === 0) {
      const isExclusive = (flags & LOCKFLAG_EXCLUSIVE_LOCK) !== 0;
      stream.locks.push({ open, offset, length, isExclusive, sinceTurn: model.turn });
      continue;
    }
    const isMatch = (lock: LockModel) =>
      lock.open === open && lock.offset === offset && lock.length === length;
    const found =
      stream.locks.find((lock) => lock.isExclusive && isMatch(lock)) ?? stream.locks.find(isMatch);
    if (found !== undefined) stream.locks.splice(stream.locks.indexOf(found), 1);
  }
}

type Acknowledgement = Extract<Operation, { kind: "acknowledgeLease" | "acknowledgeOplock" }>;

function applyAcknowledgement(
  model: Model,
  request: SentRequest,
  operation: Acknowledgement,
  status: number,
): void {
  const holder = holderOf(model, request, operation);
  if (holder === null) return;
  holder.isAnswering = false;
  // The next break went out before this reply did: its words count.
  if (holder.breakTo === null || holder.breakCount !== operation.breakCount) return;
  if (status === STATUS_SUCCESS) {
    const kept =
      operation.kind === "acknowledgeLease" ? operation.state : cachingOfLevel(operation.level);
    holder.state = (kept & 1) !== 0 ? kept & holder.breakTo : LEASE_NONE;
    holder.breakTo = null;
  } else if (
    operation.kind === "acknowledgeOplock" &&
    (status === STATUS_INVALID_OPLOCK_PROTOCOL || status === STATUS_INVALID_PARAMETER)
  ) {
    holder.state = LEASE_NONE;
    holder.breakTo = null;
  }
}

export function holderOf(
  model: Model,
  request: SentRequest,
  operation: Acknowledgement,
): HolderModel | null {
  if (operation.kind === "acknowledgeOplock") return request.open?.holder ?? null;
  return leaseHolder(model, leaseHolderKey(request.actor.guid, operation.leaseKey));
}

export function leaseHolder(model: Model, key: string): HolderModel | null {
  for (const file of model.files.values()) {
    for (const stream of file.streams.values()) {
      const holder = stream.holders.get(key);
      if (holder !== undefined) return holder;
    }
  }
  return null;
}
