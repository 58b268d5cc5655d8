/** LOCK. [MS-SMB2] 3.3.5.14. */
import {
  LOCK_COUNT_PER_OPEN_MAX,
  LOCK_ELEMENT_COUNT_MAX,
  PERSISTENT_LOCK_COUNT_MAX,
} from "../limits.ts";
import type { ByteRangeLocks } from "../state/byte-range-lock.ts";
import type { Open } from "../state/open.ts";
import {
  decodeLockRequest,
  encodeLockResponse,
  LOCKFLAG_EXCLUSIVE_LOCK,
  LOCKFLAG_FAIL_IMMEDIATELY,
  LOCKFLAG_SHARED_LOCK,
  LOCKFLAG_UNLOCK,
  type LockElement,
} from "../wire/message/lock.ts";
import { DIALECT_2_1, GLOBAL_CAP_MULTI_CHANNEL } from "../wire/message/negotiate.ts";
import { FILE_READ_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { breakFirst } from "./break-first.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { limitReached } from "./limit-reached.ts";

export function handleLock(cx: CommandContext): Outcome {
  const request = decodeLockRequest(cx.message);
  const { locks: elements } = request;
  const open = cx.open;
  const first = elements[0];
  if (first === undefined) return STATUS_INVALID_PARAMETER;
  if (open.stream === null) return STATUS_INVALID_DEVICE_REQUEST;
  // [MS-FSA] 2.1.5.8: a directory has no bytes to lock.
  if (open.isDirectory) return STATUS_INVALID_PARAMETER;
  if ((open.grantedAccess & (FILE_READ_DATA | FILE_WRITE_DATA)) === 0) return STATUS_ACCESS_DENIED;
  if (elements.length > LOCK_ELEMENT_COUNT_MAX) {
    return limitReached(cx.engine, "LOCK_ELEMENT_COUNT_MAX", STATUS_INSUFFICIENT_RESOURCES);
  }
  const { lockSequenceIndex, lockSequenceNumber } = request;
  const isNumbered = verifiesSequence(cx);
  if (isNumbered && open.lockSequences.isReplay(lockSequenceIndex, lockSequenceNumber)) {
    encodeLockResponse(cx.reply);
    return STATUS_SUCCESS;
  }
  const locks = open.stream.locks;
  const done = () => {
    if (isNumbered) open.lockSequences.succeeded(lockSequenceIndex, lockSequenceNumber);
  };
  const isUnlock = (first.flags & LOCKFLAG_UNLOCK) !== 0;
  if (isUnlock) return settle(cx, locks, unlockAll(locks, open, elements), done);
  return breakFirst(cx, "lock", () =>
    settle(cx, locks, lockAll(cx, locks, open, elements, done), done),
  );
}

// [MS-SMB2] 3.3.5.14: where a reply may be lost and the open live on. Windows does it for resilient and persistent
// opens alone, which its makers call a fault of theirs.
function verifiesSequence(cx: CommandContext): boolean {
  const { dialect, isSmb3, serverCapabilities } = cx.connection;
  if (dialect < DIALECT_2_1) return false;
  if (isSmb3 && (serverCapabilities & GLOBAL_CAP_MULTI_CHANNEL) !== 0) return true;
  return cx.engine.durables.table.grantOf(cx.open) !== null;
}

function settle(
  cx: CommandContext,
  locks: ByteRangeLocks<Open>,
  outcome: Outcome,
  done: () => void,
): Outcome {
  cx.open.lockCount = locks.countOf(cx.open);
  if (outcome !== STATUS_SUCCESS) return outcome;
  done();
  encodeLockResponse(cx.reply);
  return outcome;
}

/**
 * [MS-SMB2] 3.3.5.14.1: one after the other, and what was unlocked before a failure stays unlocked; so the
 * flags of an element are looked at when its turn comes.
 */
function unlockAll(
  locks: ByteRangeLocks<Open>,
  open: Open,
  elements: readonly LockElement[],
): NtStatus {
  for (const element of elements) {
    if (element.flags !== LOCKFLAG_UNLOCK) return STATUS_INVALID_PARAMETER;
    const status = locks.unlock(open, element);
    if (isError(status)) return status;
  }
  return STATUS_SUCCESS;
}

/** [MS-SMB2] 3.3.5.14.2: all of them or none. Only a single lock may wait. */
function lockAll(
  cx: CommandContext,
  locks: ByteRangeLocks<Open>,
  open: Open,
  elements: readonly LockElement[],
  done: () => void,
): Outcome {
  const countMax = open.isPersistent ? PERSISTENT_LOCK_COUNT_MAX : LOCK_COUNT_PER_OPEN_MAX;
  if (open.lockCount + elements.length > countMax) {
    const limit = open.isPersistent ? "PERSISTENT_LOCK_COUNT_MAX" : "LOCK_COUNT_PER_OPEN_MAX";
    return limitReached(cx.engine, limit, STATUS_INSUFFICIENT_RESOURCES);
  }
  const nowMs = cx.engine.nowMs();
  const taken: LockElement[] = [];
  let status = STATUS_SUCCESS;
  for (const element of elements) {
    status = checkFlags(element, elements.length);
    if (status === STATUS_SUCCESS) {
      status = locks.lock(open, element, isExclusive(element), nowMs);
    }
    if (status !== STATUS_SUCCESS) break;
    taken.push(element);
  }
  if (status === STATUS_SUCCESS) return STATUS_SUCCESS;
  const single = elements.length === 1 ? elements[0] : undefined;
  const mayWait = status === STATUS_LOCK_NOT_GRANTED && single !== undefined && waits(single);
  if (mayWait) return wait(cx, locks, open, single, done);
  for (const element of taken.reverse()) locks.undo(open, element, isExclusive(element));
  return status;
}

function wait(
  cx: CommandContext,
  locks: ByteRangeLocks<Open>,
  open: Open,
  element: LockElement,
  done: () => void,
): Outcome {
  const waiter = {
    owner: open,
    offset: element.offset,
    length: element.length,
    isExclusive: isExclusive(element),
    askedAtMs: cx.engine.nowMs(),
    settle: (status: NtStatus) => {
      open.lockCount = locks.countOf(open);
      if (status === STATUS_SUCCESS) {
        done();
        encodeLockResponse(cx.reply);
      }
      cx.finish(status);
    },
  };
  // The waiter stands in the queue before anything can cancel it.
  locks.wait(waiter);
  const isPending = cx.goAsync((status) => {
    if (!locks.cancel(waiter)) return;
    // A lock that waits when its open ends, by whatever way, was not held in the end.
    cx.finish(status === STATUS_CANCELLED ? status : STATUS_RANGE_NOT_LOCKED);
  });
  if (isPending) return PENDING;
  locks.cancel(waiter);
  return STATUS_INSUFFICIENT_RESOURCES;
}

function checkFlags(element: LockElement, elementCount: number): NtStatus {
  const kind = element.flags & ~LOCKFLAG_FAIL_IMMEDIATELY;
  if (kind !== LOCKFLAG_SHARED_LOCK && kind !== LOCKFLAG_EXCLUSIVE_LOCK) {
    return STATUS_INVALID_PARAMETER;
  }
  // [MS-SMB2] 3.3.5.14: several locks in one request may not wait.
  if (elementCount > 1 && waits(element)) return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

function isExclusive(element: LockElement): boolean {
  return (element.flags & LOCKFLAG_EXCLUSIVE_LOCK) !== 0;
}

function waits(element: LockElement): boolean {
  return (element.flags & LOCKFLAG_FAIL_IMMEDIATELY) === 0;
}
