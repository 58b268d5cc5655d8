/**
 * Who caches one stream (or directory), and what each operation does to them. [MS-FSA] 2.1.1.10, 2.1.4.12 and
 * 2.1.5.18. Knows every open of the stream, with or without a right to cache: others' presence decides what
 * may be granted. All that is to be sent, and all who may go on, is returned to the caller.
 */
import {
  LEASE_FLAG_BREAK_IN_PROGRESS,
  LEASE_FLAG_PARENT_LEASE_KEY_SET,
  LEASE_HANDLE_CACHING,
  LEASE_NONE,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
  type Lease,
} from "../wire/context/lease.ts";
import { GUID_ZERO, type Guid } from "../wire/guid.ts";
import { OPLOCK_LEVEL_NONE } from "../wire/message/create.ts";
import { DELETE } from "../wire/security/access-mask.ts";
import { type NtStatus, STATUS_SUCCESS } from "../wire/status.ts";
import {
  type Acknowledged,
  abandonBreak,
  acknowledgeLease,
  acknowledgeOplock,
  type Break,
  beginBreak,
} from "./break.ts";
import {
  BREAK_RULES,
  type BreakOperation,
  isAttributeOpen,
  isAttributeOpenToLeases,
} from "./break-operation.ts";
import type { LeaseTable } from "./lease-table.ts";
import { cachingOfOplock, oplockOfCaching } from "./oplock.ts";
import { grantLease, grantOplock, type Surroundings, upgradeLease } from "./oplock-grant.ts";
import { type LeaseIdentity, OplockHolder } from "./oplock-holder.ts";
import { OplockWaiters } from "./oplock-waiters.ts";

/** What an open that was let in says about itself. */
export interface OpenFacts {
  readonly grantedAccess: number;
  readonly isDirectory: boolean;
  /** The stream was there before, and its contents were not replaced by this open. */
  readonly isKept: boolean;
  /** Of anybody, on this stream. Locks of replaced contents do not count. */
  readonly hasByteRangeLocks: boolean;
}

/** An open that wants in and is not there yet. */
export interface OpeningFacts {
  readonly clientGuid: Guid;
  /** Null without a lease context. */
  readonly leaseKey: Guid | null;
  /** With what the disposition itself needs. */
  readonly access: number;
  /** FILE_SUPERSEDE, FILE_OVERWRITE, FILE_OVERWRITE_IF. */
  readonly replaces: boolean;
  readonly hasSharingViolation: boolean;
}

export interface BreakPlan<Open extends object> {
  /** Send each of them. They are under way already: sending is all that is left. */
  readonly breaks: readonly Break<Open>[];
  /** Not empty: the operation waits, by `wait`, and is decided anew when its waiter comes back. */
  readonly waitFor: readonly OplockHolder<Open>[];
  readonly isForHandles: boolean;
}

export interface LeaseGrant<Open extends object> {
  readonly status: NtStatus;
  /** Null with a status that refuses the CREATE. */
  readonly holder: OplockHolder<Open> | null;
}

export interface AcknowledgeResult<Open extends object, Waiter> {
  readonly status: NtStatus;
  /** For the response: the lease state, or the oplock level by `oplockOfCaching`. */
  readonly state: number;
  readonly breaks: readonly Break<Open>[];
  readonly resumed: readonly Waiter[];
}

export interface Closed<Open extends object, Waiter> {
  /** The holder that ended with this open; its deadline, if any, is void. */
  readonly ended: OplockHolder<Open> | null;
  readonly resumed: readonly Waiter[];
}

/** What an open holds, as it is written down and made again after a restart. */
export interface KeptCaching {
  readonly parentKey: Guid | null;
  /** LEASE_ bits. */
  readonly state: number;
  /** Null for an oplock, or nothing. */
  readonly lease: LeaseIdentity | null;
  readonly epoch: number;
}

interface OpenEntry<Open extends object> {
  readonly grantedAccess: number;
  readonly parentKey: Guid | null;
  holder: OplockHolder<Open> | null;
}

export class StreamCaching<Open extends object, Waiter> {
  readonly #leases: LeaseTable<Open, Waiter>;
  readonly #opens = new Map<Open, OpenEntry<Open>>();
  readonly #holders = new Set<OplockHolder<Open>>();
  readonly #waiters = new OplockWaiters<Open, Waiter>();

  constructor(leases: LeaseTable<Open, Waiter>) {
    this.#leases = leases;
  }

  get isIdle(): boolean {
    return this.#opens.size === 0 && this.#waiters.count === 0;
  }

  /** Nobody caches anything of it: no operation has anything to break. */
  get isUncached(): boolean {
    return this.#holders.size === 0;
  }

  get waitingCount(): number {
    return this.#waiters.count;
  }

  holders(): IterableIterator<OplockHolder<Open>> {
    return this.#holders.values();
  }

  holderOf(open: Open): OplockHolder<Open> | null {
    return this.#opens.get(open)?.holder ?? null;
  }

  parentKeyOf(open: Open): Guid | null {
    return this.#opens.get(open)?.parentKey ?? null;
  }

  /** The level that a response shows for an open without a lease. */
  oplockLevelOf(open: Open): number {
    const holder = this.holderOf(open);
    return holder === null || holder.lease !== null
      ? OPLOCK_LEVEL_NONE
      : oplockOfCaching(holder.state);
  }

  /** For every open that names no lease, whatever it asks for. Answers the level that it gets. */
  requestOplock(open: Open, level: number, facts: OpenFacts): number {
    const others = this.#surroundings(null, facts);
    // Who only looks at what is there has nothing to cache; who makes a file so may well have.
    const isLooking = facts.isKept && isAttributeOpen(facts.grantedAccess);
    const granted = isLooking ? OPLOCK_LEVEL_NONE : grantOplock(level, others);
    const holder = granted === OPLOCK_LEVEL_NONE ? null : new OplockHolder<Open>(null, 0);
    if (holder !== null) holder.state = cachingOfOplock(granted);
    this.#attach(open, facts, null, holder);
    return granted;
  }

  /** For every open with a lease context. STATUS_INVALID_PARAMETER: the key names another stream. */
  requestLease(open: Open, clientGuid: Guid, request: Lease, facts: OpenFacts): LeaseGrant<Open> {
    const status = this.#leases.checkKey(clientGuid, request.leaseKey, this);
    if (status !== STATUS_SUCCESS) return { status, holder: null };
    const known = this.#leases.find(clientGuid, request.leaseKey);
    const others = this.#surroundings(known?.holder ?? null, facts);
    const granted = grantLease(request.leaseState, others);
    const parentKey = parentKeyOf(request);
    let holder = known?.holder;
    if (holder === undefined) {
      const { leaseKey, version } = request;
      holder = new OplockHolder({ clientGuid, leaseKey, version, parentKey }, request.epoch);
      holder.state = granted;
      if (granted !== LEASE_NONE) holder.raiseEpoch();
      this.#leases.add(clientGuid, leaseKey, { caching: this, holder });
    } else if (!holder.isBreaking) {
      const state = upgradeLease(holder.state, request.leaseState, granted);
      if (state !== holder.state) holder.raiseEpoch();
      holder.state = state;
    }
    this.#attach(open, facts, parentKey, holder);
    return { status: STATUS_SUCCESS, holder };
  }

  /** Before an open is let in: twice where sharing is violated, since the violation may go away by waiting. */
  breakForOpen(opening: OpeningFacts): BreakPlan<Open> {
    const own = this.#ownLease(opening);
    const isViolation = opening.hasSharingViolation;
    const kind = opening.replaces ? "replace" : "open";
    return this.#break(isViolation ? "sharingViolation" : kind, (holder) => {
      if (holder === own) return true;
      if (opening.replaces || isViolation) return false;
      return holder.lease === null
        ? isAttributeOpen(opening.access)
        : isAttributeOpenToLeases(opening.access);
    });
  }

  /**
   * Before an operation through an open of this stream; `open` is null for a change from outside SMB. Every
   * READ and WRITE comes here, so that the plan of those who disturb nobody is a constant.
   */
  breakFor(operation: BreakOperation, open: Open | null): BreakPlan<Open> {
    const own = open === null ? null : this.holderOf(open);
    const { takes } = BREAK_RULES[operation];
    for (const holder of this.#holders) {
      if ((holder.state & takes) === 0 || isSparedAsOwn(holder, own, takes)) continue;
      return this.#break(operation, (other) => isSparedAsOwn(other, own, takes));
    }
    return NOBODY_DISTURBED;
  }

  /**
   * After something changed in this directory, through an open with this parent key (null: none, or a change
   * from outside SMB). Nothing waits for it. The lease that the key names is spared, whoever's client it is:
   * [MS-FSA] 2.1.4.12 compares ParentOplockKey alone.
   */
  breakForChild(parentKey: Guid | null): readonly Break<Open>[] {
    const isSpared = (holder: OplockHolder<Open>) =>
      parentKey !== null && holder.lease?.leaseKey === parentKey;
    return this.#break("childChanged", isSpared).breaks;
  }

  /**
   * Before something is renamed into this directory: an open of it that may delete it stands in the way of
   * new names, and is asked to close where only a cache keeps it open.
   */
  breakForNewName(): BreakPlan<Open> {
    return this.#break("rename", (holder) => {
      for (const open of holder.opens) {
        if (((this.#opens.get(open)?.grantedAccess ?? 0) & DELETE) !== 0) return false;
      }
      return true;
    });
  }

  /**
   * False: nothing is left to wait for, because holders were closed after the plan was made (a holder whose
   * client is gone is closed and not asked). Then the operation is decided anew at once.
   */
  wait(waiter: Waiter, plan: BreakPlan<Open>): boolean {
    const waitFor = this.#stillBreaking(plan);
    if (waitFor.length === 0) return false;
    this.#waiters.add(waiter, waitFor, plan.isForHandles);
    return true;
  }

  /** What `wait` will answer: a request that need not wait is not told to. */
  mustWait(plan: BreakPlan<Open>): boolean {
    return this.#stillBreaking(plan).length > 0;
  }

  #stillBreaking(plan: BreakPlan<Open>): OplockHolder<Open>[] {
    return plan.waitFor.filter((holder) => this.#holders.has(holder) && holder.isBreaking);
  }

  /** The operation was cancelled; false when it has been resumed already. */
  cancel(waiter: Waiter): boolean {
    return this.#waiters.remove(waiter);
  }

  acknowledgeLease(holder: OplockHolder<Open>, state: number): AcknowledgeResult<Open, Waiter> {
    return this.#acknowledged(holder, acknowledgeLease(holder, state));
  }

  /** The open has been looked up: one that is not there is STATUS_FILE_CLOSED before this. */
  acknowledgeOplock(open: Open, level: number): AcknowledgeResult<Open, Waiter> {
    const holder = this.holderOf(open);
    const isOplock = holder !== null && holder.lease === null;
    // An open without an oplock stands like one whose oplock is not being broken.
    const target = isOplock ? holder : new OplockHolder<Open>(null, 0);
    return this.#acknowledged(target, acknowledgeOplock(target, level));
  }

  /** The deadline of a break passed without an answer. */
  timedOut(holder: OplockHolder<Open>): readonly Waiter[] {
    if (!this.#holders.has(holder) || !holder.isBreaking) return [];
    abandonBreak(holder);
    this.#dropIfEmpty(holder);
    return this.#waiters.settled(holder);
  }

  /** A durable open came back as another object: all that it held passes over. */
  replace(open: Open, successor: Open): void {
    const entry = this.#opens.get(open);
    if (entry === undefined) return;
    this.#opens.delete(open);
    this.#opens.set(successor, entry);
    if (entry.holder === null) return;
    entry.holder.opens.delete(open);
    entry.holder.opens.add(successor);
  }

  kept(open: Open): KeptCaching {
    const holder = this.holderOf(open);
    const { lease = null, state = LEASE_NONE, epoch = 0 } = holder ?? {};
    return { parentKey: this.parentKeyOf(open), state, lease, epoch };
  }

  /**
   * An open of before a restart. A break that was out then is forgotten: whoever it was for is gone, and its answer
   * will be refused. Of one lease in several records the youngest counts.
   */
  restore(open: Open, grantedAccess: number, kept: KeptCaching): void {
    const { lease, state, epoch } = kept;
    let holder: OplockHolder<Open> | null = null;
    if (lease !== null) {
      const known = this.#leases.find(lease.clientGuid, lease.leaseKey);
      holder = known?.holder ?? new OplockHolder<Open>(lease, epoch);
      const isYoungest = ((epoch - holder.epoch) & 0xffff) < 0x8000;
      if (isYoungest) Object.assign(holder, { state, epoch });
      const entry = { caching: this, holder };
      if (known === undefined) this.#leases.add(lease.clientGuid, lease.leaseKey, entry);
    } else if (state !== LEASE_NONE) {
      holder = new OplockHolder<Open>(null, 0);
      holder.state = state;
    }
    this.#attach(open, { grantedAccess }, kept.parentKey, holder);
  }

  closed(open: Open): Closed<Open, Waiter> {
    const entry = this.#opens.get(open);
    this.#opens.delete(open);
    const holder = entry?.holder ?? null;
    const looksAgain = entry === undefined ? [] : this.#waiters.handleClosed();
    if (holder === null) return { ended: null, resumed: looksAgain };
    holder.opens.delete(open);
    if (holder.opens.size > 0) return { ended: null, resumed: looksAgain };
    this.#holders.delete(holder);
    if (holder.lease !== null) {
      this.#leases.remove(holder.lease.clientGuid, holder.lease.leaseKey);
    }
    return { ended: holder, resumed: [...looksAgain, ...this.#waiters.settled(holder)] };
  }

  #attach(
    open: Open,
    facts: Pick<OpenFacts, "grantedAccess">,
    parentKey: Guid | null,
    holder: OplockHolder<Open> | null,
  ): void {
    this.#opens.set(open, { grantedAccess: facts.grantedAccess, parentKey, holder });
    if (holder === null) return;
    holder.opens.add(open);
    this.#holders.add(holder);
  }

  #surroundings(own: OplockHolder<Open> | null, facts: OpenFacts): Surroundings {
    let hasWriteHolder = false;
    let hasOplock = false;
    let hasHandleLease = false;
    for (const holder of this.#holders) {
      if (holder === own) continue;
      if ((holder.state & LEASE_WRITE_CACHING) !== 0) hasWriteHolder = true;
      if (holder.lease === null) hasOplock = true;
      else if ((holder.state & LEASE_HANDLE_CACHING) !== 0) hasHandleLease = true;
    }
    let preventsWriteCaching = false;
    for (const entry of this.#opens.values()) {
      if (own !== null && entry.holder === own) continue;
      if (entry.holder !== null || !isAttributeOpen(entry.grantedAccess)) {
        preventsWriteCaching = true;
      }
    }
    const { hasByteRangeLocks, isDirectory } = facts;
    return {
      hasWriteHolder,
      hasOplock,
      hasHandleLease,
      preventsWriteCaching,
      hasByteRangeLocks,
      isDirectory,
    };
  }

  #ownLease(opening: OpeningFacts): OplockHolder<Open> | null {
    if (opening.leaseKey === null) return null;
    const entry = this.#leases.find(opening.clientGuid, opening.leaseKey);
    return entry?.caching === this ? entry.holder : null;
  }

  #break(
    operation: BreakOperation,
    isSpared: (holder: OplockHolder<Open>) => boolean,
  ): BreakPlan<Open> {
    const { takes, waitsFor } = BREAK_RULES[operation];
    const breaks: Break<Open>[] = [];
    const waitFor: OplockHolder<Open>[] = [];
    for (const holder of this.#holders) {
      if (isSpared(holder)) continue;
      const sent = beginBreak(holder, takes);
      if (sent !== null) breaks.push(sent);
      if ((holder.state & waitsFor) !== 0 && holder.isBreaking) waitFor.push(holder);
      this.#dropIfEmpty(holder);
    }
    return { breaks, waitFor, isForHandles: (waitsFor & LEASE_HANDLE_CACHING) !== 0 };
  }

  #acknowledged(
    holder: OplockHolder<Open>,
    acknowledged: Acknowledged<Open>,
  ): AcknowledgeResult<Open, Waiter> {
    const { status, next } = acknowledged;
    const isSettled = !holder.isBreaking && this.#holders.has(holder);
    const state = next === null ? holder.state : next.from;
    this.#dropIfEmpty(holder);
    return {
      status,
      state,
      breaks: next === null ? [] : [next],
      resumed: isSettled ? this.#waiters.settled(holder) : [],
    };
  }

  /** An oplock that is down to nothing is no oplock; a lease lives on, and may grow again. */
  #dropIfEmpty(holder: OplockHolder<Open>): void {
    if (holder.lease !== null || holder.state !== LEASE_NONE) return;
    this.#holders.delete(holder);
    for (const open of holder.opens) {
      const entry = this.#opens.get(open);
      if (entry !== undefined) entry.holder = null;
    }
  }
}

const NOBODY_DISTURBED: BreakPlan<never> = Object.freeze({
  breaks: Object.freeze([]),
  waitFor: Object.freeze([]),
  isForHandles: false,
});

/** Level II does not survive a change through its own open; a lease and an exclusive oplock do. */
function isSparedAsOwn<Open extends object>(
  holder: OplockHolder<Open>,
  own: OplockHolder<Open> | null,
  takes: number,
): boolean {
  if (holder !== own) return false;
  const takesReading = (takes & LEASE_READ_CACHING) !== 0;
  return holder.lease !== null || !takesReading || holder.state !== LEASE_READ_CACHING;
}

/** The response's lease context. [MS-SMB2] 2.2.14.2.10 and 2.2.14.2.11: in the lease's own version. */
export function describeLease<Open extends object>(holder: OplockHolder<Open>): Lease | null {
  if (holder.lease === null) return null;
  const { version, leaseKey, parentKey } = holder.lease;
  const breaking = holder.isBreaking ? LEASE_FLAG_BREAK_IN_PROGRESS : 0;
  const isV2 = version === 2;
  const parent = isV2 && parentKey !== null ? LEASE_FLAG_PARENT_LEASE_KEY_SET : 0;
  return {
    version,
    leaseKey,
    leaseState: holder.state,
    leaseFlags: breaking | parent,
    parentLeaseKey: isV2 && parentKey !== null ? parentKey : GUID_ZERO,
    epoch: isV2 ? holder.epoch : 0,
  };
}

function parentKeyOf(request: Lease): Guid | null {
  if (request.version === 1) return null;
  const isSet = (request.leaseFlags & LEASE_FLAG_PARENT_LEASE_KEY_SET) !== 0;
  return isSet ? request.parentLeaseKey : null;
}
