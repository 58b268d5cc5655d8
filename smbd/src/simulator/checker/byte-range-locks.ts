/** Locked bytes are locked: for other locks, for reads and for writes. */
import type { Reply } from "../../test/virtual-client.ts";
import { LOCKFLAG_EXCLUSIVE_LOCK, LOCKFLAG_UNLOCK } from "../../wire/message/lock.ts";
import {
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { LockModel } from "../model/file-model.ts";
import type { OpenModel } from "../model/open-model.ts";
import { shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

interface Range {
  readonly offset: bigint;
  readonly length: bigint;
}

export class ByteRangeLocksChecker implements Checker {
  readonly name = "byte-range-locks";
  readonly #scene: Scene;
  /** Locks that an UNLOCK on its way may have taken off. */
  readonly #leaving = new Set<SentRequest>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  arrived(request: SentRequest): void {
    if (isUnlock(request)) this.#leaving.add(request);
  }

  turned(): void {
    // An UNLOCK never waits, and who waited for it has its lock with it. Its answer may not get through, though.
    const hasUnlocked = [...this.#leaving].some(({ final }) => final?.status === STATUS_SUCCESS);
    for (const request of this.#leaving) {
      if (request.final !== null || request.link.isClosed) this.#leaving.delete(request);
    }
    if (hasUnlocked) this.waiting();
  }

  /** A lock is waited for only while somebody has what it asks for. */
  waiting(): void {
    for (const link of this.#scene.links) {
      for (const request of link.requests.values()) {
        const { operation, open, final, interim } = request;
        if (operation.kind !== "lock" || open === null) continue;
        if (final !== null || interim === null) continue;
        if (open.isLoose || this.#scene.model.hasStrangers(open.stream.file)) continue;
        const isBlocked = open.stream.locks.some((lock) =>
          operation.locks.some((element) => overlaps(lock, element)),
        );
        if (isBlocked) continue;
        throw new Violation(
          this.name,
          `${link.name} #${request.messageId} waits for a lock on ${shown(open.path, open.stream.name)} that nobody has; expected it to be given`,
          [open.name, shown(open.path)],
        );
      }
    }
  }

  answered(request: SentRequest, reply: Reply): void {
    const { operation, open } = request;
    if (open === null) return;
    if (request.isSpread(this.#scene.model.turn)) return;
    if (REFUSALS.includes(reply.status)) this.#expectReason(request, open);
    if (reply.status !== STATUS_SUCCESS) return;
    if (operation.kind === "read" && operation.length > 0) {
      const all = range(operation.offset, operation.length);
      this.#expectNone(request, open, all, (lock) => lock.isExclusive && lock.open !== open);
    }
    if (operation.kind === "write" && operation.data.length > 0) {
      const all = range(operation.offset, operation.data.length);
      this.#expectNone(request, open, all, (lock) => !lock.isExclusive || lock.open !== open);
    }
    if (operation.kind !== "lock") return;
    for (const element of operation.locks) {
      if ((element.flags & LOCKFLAG_UNLOCK) !== 0) this.#expectLocked(open, element);
      else this.#expectFree(request, open, element);
    }
  }

  #expectFree(
    request: SentRequest,
    open: OpenModel,
    range: Range & { readonly flags: number },
  ): void {
    const isExclusive = (range.flags & LOCKFLAG_EXCLUSIVE_LOCK) !== 0;
    this.#expectNone(request, open, range, (lock) => {
      if (!isExclusive) return lock.isExclusive && lock.open !== open;
      return true;
    });
  }

  #expectNone(
    request: SentRequest,
    open: OpenModel,
    range: Range,
    forbids: (lock: LockModel) => boolean,
  ): void {
    for (const lock of open.stream.locks) {
      if (lock.open.isLoose || !forbids(lock) || !overlaps(lock, range)) continue;
      if (this.#mayBeGone(lock)) continue;
      // What was on its way to the disk already is not stopped by a lock that comes after it.
      if (request.operation.kind !== "lock" && lock.sinceTurn >= request.arrivedTurn) continue;
      throw new Violation(
        this.name,
        `${request.operation.kind} of ${range.offset}+${range.length} through ${open.name} on ${shown(open.path, open.stream.name)} succeeds; expected a conflict with the ${lock.isExclusive ? "exclusive" : "shared"} lock ${lock.offset}+${lock.length} of ${lock.open.name}`,
        [open.name, lock.open.name],
      );
    }
  }

  /** A refusal says that somebody has locked some of it. */
  #expectReason(request: SentRequest, open: OpenModel): void {
    const { stream } = open;
    if (this.#scene.model.hasStrangers(stream.file)) return;
    const ranges = rangesOf(request);
    if (stream.locks.some((lock) => ranges.some((range) => overlaps(lock, range)))) return;
    // Two locks of one request may stand in each other's way.
    if (request.operation.kind === "lock" && ranges.length > 1) return;
    throw new Violation(
      this.name,
      `${request.operation.kind} through ${open.name} on ${shown(open.path, stream.name)} is refused for a lock; expected success, since nobody has locked any of it`,
      [open.name, shown(open.path)],
    );
  }

  #mayBeGone(lock: LockModel): boolean {
    for (const { operation, open } of this.#leaving) {
      if (
        operation.kind === "lock" &&
        open === lock.open &&
        operation.locks.some(
          (element) => element.offset === lock.offset && element.length === lock.length,
        )
      ) {
        return true;
      }
    }
    return false;
  }

  #expectLocked(open: OpenModel, range: Range): void {
    const isHeld = open.stream.locks.some(
      (lock) => lock.open === open && lock.offset === range.offset && lock.length === range.length,
    );
    if (isHeld || open.isClosed) return;
    throw new Violation(
      this.name,
      `${open.name} unlocks ${range.offset}+${range.length} of ${shown(open.path)}, which it had not locked; expected STATUS_RANGE_NOT_LOCKED`,
      [open.name],
    );
  }
}

const REFUSALS: readonly number[] = [STATUS_LOCK_NOT_GRANTED, STATUS_FILE_LOCK_CONFLICT];

function rangesOf({ operation }: SentRequest): readonly Range[] {
  if (operation.kind === "lock") return operation.locks;
  if (operation.kind === "read") return [range(operation.offset, operation.length)];
  if (operation.kind === "write") return [range(operation.offset, operation.data.length)];
  return [];
}

function range(offset: number, length: number): Range {
  return { offset: BigInt(offset), length: BigInt(length) };
}

function isUnlock({ operation }: SentRequest): boolean {
  return operation.kind === "lock" && ((operation.locks[0]?.flags ?? 0) & LOCKFLAG_UNLOCK) !== 0;
}

/** [MS-FSA] 2.1.4.10: a range of no bytes lies between two of them. */
function overlaps(one: Range, other: Range): boolean {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}
