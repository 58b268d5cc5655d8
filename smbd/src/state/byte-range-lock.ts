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
import { LockRanges } from "./lock-ranges.ts";

export interface ByteRange {
  readonly offset: bigint;
  readonly length: bigint;
}

export interface LockWaiter<Owner extends object> extends ByteRange {
  readonly owner: Owner;
  readonly isExclusive: boolean;
  readonly askedAtMs: number;
  /** Called once: STATUS_SUCCESS when the lock is held, STATUS_RANGE_NOT_LOCKED when its owner went away. */
  readonly settle: (status: NtStatus) => void;
}

/** A lock without its owner, as it is written down. */
export interface KeptLock extends ByteRange {
  readonly isExclusive: boolean;
}

/** A lock as people are told of it. */
export interface AskedLock extends KeptLock {
  /** null: before a restart. */
  readonly askedAtMs: number | null;
  readonly isWaiting: boolean;
}

interface HeldLock<Owner extends object> extends KeptLock {
  readonly owner: Owner;
  readonly askedAtMs: number | null;
}

export class ByteRangeLocks<Owner extends object> {
  #shared = new LockRanges<HeldLock<Owner>>();
  #exclusive = new LockRanges<HeldLock<Owner>>();
  /** In the order in which they were taken. */
  #byOwner = new Map<Owner, Set<HeldLock<Owner>>>();
  /** In the order in which they came, with their number in it. */
  readonly #waiting = new Map<LockWaiter<Owner>, number>();
  readonly #waitingRanges = new LockRanges<LockWaiter<Owner>>();
  #lastNumber = 0;

  get isIdle(): boolean {
    return this.#byOwner.size === 0 && this.#waiting.size === 0;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  countOf(owner: Owner): number {
    return this.#byOwner.get(owner)?.size ?? 0;
  }

  /** Oldest first. */
  kept(owner: Owner): KeptLock[] {
    return [...(this.#byOwner.get(owner) ?? [])].map(({ offset, length, isExclusive }) => ({
      offset,
      length,
      isExclusive,
    }));
  }

  /** What an owner holds, the oldest first, and then what it waits for. */
  asked(owner: Owner): AskedLock[] {
    const found: AskedLock[] = [];
    for (const held of this.#byOwner.get(owner) ?? []) found.push(told(held, false));
    for (const waiter of this.#waiting.keys()) {
      if (waiter.owner === owner) found.push(told(waiter, true));
    }
    return found;
  }

  /** Held before a restart, and so by nobody else since. */
  restore(owner: Owner, locks: readonly KeptLock[]): void {
    for (const { offset, length, isExclusive } of locks) {
      this.#hold({ owner, offset, length, isExclusive, askedAtMs: null });
    }
  }

  /** STATUS_LOCK_NOT_GRANTED when it conflicts; the caller may then `wait`. */
  lock(owner: Owner, range: ByteRange, isExclusive: boolean, nowMs: number): NtStatus {
    if (!isValidRange(range)) return STATUS_INVALID_LOCK_RANGE;
    if (this.#conflicts(owner, range, isExclusive)) return STATUS_LOCK_NOT_GRANTED;
    const { offset, length } = range;
    this.#hold({ owner, offset, length, isExclusive, askedAtMs: nowMs });
    return STATUS_SUCCESS;
  }

  /** Queues behind what is there. A lock that does not conflict any more is granted, oldest first. */
  wait(waiter: LockWaiter<Owner>): void {
    this.#waiting.set(waiter, ++this.#lastNumber);
    this.#waitingRanges.add(waiter);
  }

  /** Takes a waiter out without settling it; false when it is settled already. */
  cancel(waiter: LockWaiter<Owner>): boolean {
    if (!this.#waiting.delete(waiter)) return false;
    this.#waitingRanges.remove(waiter);
    return true;
  }

  /**
   * Removes one lock with exactly this range. Where an exclusive and a shared one are stacked, the
   * exclusive one goes first.
   */
  unlock(owner: Owner, range: ByteRange): NtStatus {
    const isMine = (held: HeldLock<Owner>) => held.owner === owner;
    const found =
      this.#exclusive.equal(range).find(isMine) ?? this.#shared.equal(range).find(isMine);
    if (found === undefined) return STATUS_RANGE_NOT_LOCKED;
    this.#letGo(found);
    this.#grantWaiting([range]);
    return STATUS_SUCCESS;
  }

  /** Gives back the newest lock with this range and kind: the rollback of a request that failed half-way. */
  undo(owner: Owner, range: ByteRange, isExclusive: boolean): void {
    const found = this.#rangesOf(isExclusive)
      .equal(range)
      .findLast((held) => held.owner === owner);
    if (found === undefined) return;
    this.#letGo(found);
    this.#grantWaiting([range]);
  }

  /** The owner closes: its locks go, its waiters are told, others may move up. */
  releaseAll(owner: Owner): void {
    const released = [...(this.#byOwner.get(owner) ?? [])];
    // The newest stand last, where taking them out moves the fewest.
    for (const held of released.toReversed()) this.#letGo(held);
    const gone = [...this.#waiting.keys()].filter((waiter) => waiter.owner === owner);
    for (const waiter of gone) this.cancel(waiter);
    for (const waiter of gone) waiter.settle(STATUS_RANGE_NOT_LOCKED);
    if (released.length > 0) this.#grantWaiting(released);
  }

  /** A read is stopped by another open's exclusive lock. */
  allowsRead(owner: Owner, offset: number, length: number): boolean {
    if (this.#exclusive.size === 0 || length === 0) return true;
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return !this.#exclusive.someMeeting(range, (held) => held.owner !== owner);
  }

  /** A write is stopped by another open's exclusive lock, and by any shared lock, the writer's own too. */
  allowsWrite(owner: Owner, offset: number, length: number): boolean {
    if (this.#byOwner.size === 0 || length === 0) return true;
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return (
      !this.#exclusive.someMeeting(range, (held) => held.owner !== owner) &&
      !this.#shared.someMeeting(range, () => true)
    );
  }

  #conflicts(owner: Owner, range: ByteRange, isExclusive: boolean): boolean {
    if (isExclusive) {
      const any = () => true;
      return this.#exclusive.someMeeting(range, any) || this.#shared.someMeeting(range, any);
    }
    // A shared lock may stack on the same open's exclusive one, never the other way round.
    return this.#exclusive.someMeeting(range, (held) => held.owner !== owner);
  }

  #rangesOf(isExclusive: boolean): LockRanges<HeldLock<Owner>> {
    return isExclusive ? this.#exclusive : this.#shared;
  }

  #hold(held: HeldLock<Owner>): void {
    this.#rangesOf(held.isExclusive).add(held);
    const mine = this.#byOwner.get(held.owner);
    if (mine === undefined) this.#byOwner.set(held.owner, new Set([held]));
    else mine.add(held);
  }

  #letGo(held: HeldLock<Owner>): void {
    this.#rangesOf(held.isExclusive).remove(held);
    const mine = this.#byOwner.get(held.owner);
    mine?.delete(held);
    if (mine?.size === 0) this.#byOwner.delete(held.owner);
  }

  /** Only who waits for some of what was released can have become free of conflicts. */
  #grantWaiting(released: readonly ByteRange[]): void {
    if (this.#waiting.size === 0) return;
    const candidates = new Set(released.flatMap((range) => this.#waitingRanges.meeting(range)));
    for (const waiter of [...candidates].sort((one, other) => this.#order(one, other))) {
      const { owner, offset, length, isExclusive, askedAtMs } = waiter;
      // Settling one may have cancelled, or closed, another.
      if (!this.#waiting.has(waiter) || this.#conflicts(owner, waiter, isExclusive)) continue;
      this.cancel(waiter);
      this.#hold({ owner, offset, length, isExclusive, askedAtMs });
      waiter.settle(STATUS_SUCCESS);
    }
  }

  #order(one: LockWaiter<Owner>, other: LockWaiter<Owner>): number {
    return (this.#waiting.get(one) ?? 0) - (this.#waiting.get(other) ?? 0);
  }
}

function told<Owner extends object>(
  { offset, length, isExclusive, askedAtMs }: HeldLock<Owner> | LockWaiter<Owner>,
  isWaiting: boolean,
): AskedLock {
  return { offset, length, isExclusive, askedAtMs, isWaiting };
}

const RANGE_END_MAX = 1n << 64n;

/** [MS-FSA] 2.1.5.8: the last byte of a range must have a 64-bit position. */
export function isValidRange(range: ByteRange): boolean {
  return range.offset + range.length <= RANGE_END_MAX;
}
