/**
 * Byte-range locks of one stream. [MS-FSA] 2.1.5.8 (lock), 2.1.5.9 (unlock) and 2.1.4.10 (conflicts with
 * reads and writes). Positions are unsigned 64-bit: a lock may lie beyond any possible end of file, hence
 * bigint. An owner is an open; it is compared by identity.
 */
import type { NtStatus } from "../wire/status.ts";
import {
  STATUS_INVALID_LOCK_RANGE,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";

export interface ByteRange {
  readonly offset: bigint;
  readonly length: bigint;
}

export interface LockWaiter<Owner extends object> extends ByteRange {
  readonly owner: Owner;
  readonly isExclusive: boolean;
  /** Called once: STATUS_SUCCESS when the lock is held, STATUS_RANGE_NOT_LOCKED when its owner went away. */
  readonly settle: (status: NtStatus) => void;
}

/** A lock without its owner, as it is written down. */
export interface KeptLock extends ByteRange {
  readonly isExclusive: boolean;
}

interface HeldLock<Owner extends object> extends KeptLock {
  readonly owner: Owner;
}

export class ByteRangeLocks<Owner extends object> {
  #held: HeldLock<Owner>[] = [];
  #waiting: LockWaiter<Owner>[] = [];

  get isIdle(): boolean {
    return this.#held.length === 0 && this.#waiting.length === 0;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  countOf(owner: Owner): number {
    let count = 0;
    for (const held of this.#held) if (held.owner === owner) count++;
    return count;
  }

  /** Oldest first. */
  kept(owner: Owner): KeptLock[] {
    return this.#held
      .filter((held) => held.owner === owner)
      .map(({ offset, length, isExclusive }) => ({ offset, length, isExclusive }));
  }

  /** Held before a restart, and so by nobody else since. */
  restore(owner: Owner, locks: readonly KeptLock[]): void {
    for (const { offset, length, isExclusive } of locks) {
      this.#held.push({ owner, offset, length, isExclusive });
    }
  }

  /** STATUS_LOCK_NOT_GRANTED when it conflicts; the caller may then `wait`. */
  lock(owner: Owner, range: ByteRange, isExclusive: boolean): NtStatus {
    if (!isValidRange(range)) return STATUS_INVALID_LOCK_RANGE;
    if (this.#conflicts(owner, range, isExclusive)) return STATUS_LOCK_NOT_GRANTED;
    const { offset, length } = range;
    this.#held.push({ owner, offset, length, isExclusive });
    return STATUS_SUCCESS;
  }

  /** Queues behind what is there. A lock that does not conflict any more is granted, oldest first. */
  wait(waiter: LockWaiter<Owner>): void {
    this.#waiting.push(waiter);
  }

  /** Takes a waiter out without settling it; false when it is settled already. */
  cancel(waiter: LockWaiter<Owner>): boolean {
    const at = this.#waiting.indexOf(waiter);
    if (at < 0) return false;
    this.#waiting.splice(at, 1);
    return true;
  }

  /**
   * Removes one lock with exactly this range. Where an exclusive and a shared one are stacked, the
   * exclusive one goes first.
   */
  unlock(owner: Owner, range: ByteRange): NtStatus {
    const isMatch = (held: HeldLock<Owner>) =>
      held.owner === owner && held.offset === range.offset && held.length === range.length;
    let at = this.#held.findIndex((held) => held.isExclusive && isMatch(held));
    if (at < 0) at = this.#held.findIndex(isMatch);
    if (at < 0) return STATUS_RANGE_NOT_LOCKED;
    this.#held.splice(at, 1);
    this.#grantWaiting([range]);
    return STATUS_SUCCESS;
  }

  /** Gives back the newest lock with this range and kind: the rollback of a request that failed half-way. */
  undo(owner: Owner, range: ByteRange, isExclusive: boolean): void {
    const at = this.#held.findLastIndex(
      (held) =>
        held.owner === owner &&
        held.isExclusive === isExclusive &&
        held.offset === range.offset &&
        held.length === range.length,
    );
    if (at < 0) return;
    this.#held.splice(at, 1);
    this.#grantWaiting([range]);
  }

  /** The owner closes: its locks go, its waiters are told, others may move up. */
  releaseAll(owner: Owner): void {
    const released = this.#held.filter((held) => held.owner === owner);
    this.#held = this.#held.filter((held) => held.owner !== owner);
    const gone = this.#waiting.filter((waiter) => waiter.owner === owner);
    this.#waiting = this.#waiting.filter((waiter) => waiter.owner !== owner);
    for (const waiter of gone) waiter.settle(STATUS_RANGE_NOT_LOCKED);
    if (released.length > 0) this.#grantWaiting(released);
  }

  /** A read is stopped by another open's exclusive lock. */
  allowsRead(owner: Owner, offset: number, length: number): boolean {
    if (this.#held.length === 0 || length === 0) return true;
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return !this.#held.some(
      (held) => held.isExclusive && held.owner !== owner && overlaps(held, range),
    );
  }

  /** A write is stopped by another open's exclusive lock, and by any shared lock, the writer's own too. */
  allowsWrite(owner: Owner, offset: number, length: number): boolean {
    if (this.#held.length === 0 || length === 0) return true;
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return !this.#held.some(
      (held) => (!held.isExclusive || held.owner !== owner) && overlaps(held, range),
    );
  }

  #conflicts(owner: Owner, range: ByteRange, isExclusive: boolean): boolean {
    return this.#held.some((held) => {
      if (!isExclusive && !held.isExclusive) return false;
      // A shared lock may stack on the same open's exclusive one, never the other way round.
      if (!isExclusive && held.owner === owner) return false;
      return overlaps(held, range);
    });
  }

  /** Only who waits for some of what was released can have become free of conflicts. */
  #grantWaiting(released: readonly ByteRange[]): void {
    const candidates = this.#waiting.filter((waiter) =>
      released.some((range) => overlaps(range, waiter)),
    );
    for (const waiter of candidates) {
      const { owner, offset, length, isExclusive } = waiter;
      // Settling one may have cancelled, or closed, another.
      const at = this.#waiting.indexOf(waiter);
      if (at < 0 || this.#conflicts(owner, waiter, isExclusive)) continue;
      this.#waiting.splice(at, 1);
      this.#held.push({ owner, offset, length, isExclusive });
      waiter.settle(STATUS_SUCCESS);
    }
  }
}

const RANGE_END_MAX = 1n << 64n;

/** [MS-FSA] 2.1.5.8: the last byte of a range must have a 64-bit position. */
export function isValidRange(range: ByteRange): boolean {
  return range.offset + range.length <= RANGE_END_MAX;
}

/**
 * A zero-length range lies between two bytes: it meets a range that has bytes on both sides of it, and
 * nothing that only touches it.
 */
function overlaps(one: ByteRange, other: ByteRange): boolean {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}
