/**
 * One holder losing what it may cache: the break goes out, the holder acknowledges, closes or stays silent.
 * [MS-SMB2] 3.3.4.6, 3.3.4.7, 3.3.5.22, 3.3.6.1 and 3.3.6.5.
 *
 *   held, only reading      -> told, and holds nothing at once: nobody waits for an answer
 *   held, writing or handles-> a break is out; it still holds until it answers
 *   a break is out          -> a second conflict sends nothing, it lowers what must be reached in the end
 *   acknowledged, not there -> the next break goes out at once, and what waited keeps waiting
 *   acknowledged, there     -> settled
 *   silent                  -> settled, with nothing
 */
import {
  LEASE_HANDLE_CACHING,
  LEASE_NONE,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import { OPLOCK_LEVEL_II, OPLOCK_LEVEL_LEASE, OPLOCK_LEVEL_NONE } from "../wire/message/create.ts";
import type { NtStatus } from "../wire/status.ts";
import {
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_INVALID_PARAMETER,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_SUCCESS,
  STATUS_UNSUCCESSFUL,
} from "../wire/status.ts";
import { cachingOfOplock } from "./oplock.ts";
import type { OplockHolder } from "./oplock-holder.ts";

/** What is to be sent to a holder. For an oplock `oplockOfCaching(to)` is the level. */
export interface Break<Open extends object> {
  readonly holder: OplockHolder<Open>;
  readonly from: number;
  readonly to: number;
  /** Arm the deadline, and set the flag in a lease's notification. */
  readonly isAckRequired: boolean;
  /** Zero for an oplock and for a lease of version 1. */
  readonly newEpoch: number;
}

export interface Acknowledged<Open extends object> {
  readonly status: NtStatus;
  /** The next step down; null when nothing more is to be sent. */
  readonly next: Break<Open> | null;
}

/** What a holder must say something before it lets go of. */
const NEEDS_ANSWER = LEASE_WRITE_CACHING | LEASE_HANDLE_CACHING;

/** Takes bits from a holder. Null when there is nothing to send: it has none of them, or a break is out. */
export function beginBreak<Open extends object>(
  holder: OplockHolder<Open>,
  taken: number,
): Break<Open> | null {
  if (holder.breakTo !== null) {
    holder.mustReach = without(holder, holder.mustReach, taken);
    return null;
  }
  const target = without(holder, holder.state, taken);
  if (target === holder.state) return null;
  holder.raiseEpoch();
  holder.mustReach = target;
  return send(holder, target);
}

/** [MS-SMB2] 3.3.5.22.2: the states are checked in this order, so that a late answer is told apart. */
export function acknowledgeLease<Open extends object>(
  holder: OplockHolder<Open>,
  state: number,
): Acknowledged<Open> {
  if (holder.breakTo === null) return { status: STATUS_UNSUCCESSFUL, next: null };
  if ((state & ~holder.breakTo) !== 0) return { status: STATUS_REQUEST_NOT_ACCEPTED, next: null };
  return { status: STATUS_SUCCESS, next: settle(holder, state) };
}

/**
 * [MS-SMB2] 3.3.5.22.1. An answer that makes no sense costs the oplock. Where no break is out the text says
 * STATUS_INVALID_DEVICE_STATE; Windows answers STATUS_INVALID_OPLOCK_PROTOCOL, as earlier editions said.
 */
export function acknowledgeOplock<Open extends object>(
  holder: OplockHolder<Open>,
  level: number,
): Acknowledged<Open> {
  if (holder.breakTo === null) return { status: STATUS_INVALID_OPLOCK_PROTOCOL, next: null };
  if (level === OPLOCK_LEVEL_II || level === OPLOCK_LEVEL_NONE) {
    return {
      status: STATUS_SUCCESS,
      next: settle(holder, cachingOfOplock(level) & holder.breakTo),
    };
  }
  abandonBreak(holder);
  const isLease = level === OPLOCK_LEVEL_LEASE;
  return {
    status: isLease ? STATUS_INVALID_PARAMETER : STATUS_INVALID_OPLOCK_PROTOCOL,
    next: null,
  };
}

/** The holder did not answer in time, or answered nonsense: it holds nothing any more. */
export function abandonBreak<Open extends object>(holder: OplockHolder<Open>): void {
  holder.state = LEASE_NONE;
  holder.breakTo = null;
}

/** Without the bits; an oplock can fall to level II or to nothing, and to no mixture. */
function without<Open extends object>(
  holder: OplockHolder<Open>,
  state: number,
  taken: number,
): number {
  if ((state & taken) === 0) return state;
  const rest = state & ~taken;
  return holder.lease === null ? rest & LEASE_READ_CACHING : rest;
}

/**
 * Takes over what the holder says it keeps. Where that is still too much, it falls in steps as with Windows:
 * from writing or handles to reading first. The steps count as one change, so that the epoch stays.
 */
function settle<Open extends object>(holder: OplockHolder<Open>, kept: number): Break<Open> | null {
  // Nothing can be cached without reading; who keeps only other bits keeps nothing.
  holder.state = (kept & LEASE_READ_CACHING) !== 0 ? kept : LEASE_NONE;
  holder.breakTo = null;
  if ((holder.state & ~holder.mustReach) === 0) return null;
  const isStep = (holder.state & NEEDS_ANSWER) !== 0;
  return send(holder, isStep ? holder.mustReach | LEASE_READ_CACHING : holder.mustReach);
}

function send<Open extends object>(holder: OplockHolder<Open>, to: number): Break<Open> {
  const from = holder.state;
  const isAckRequired = (from & NEEDS_ANSWER) !== 0;
  if (isAckRequired) holder.breakTo = to;
  else holder.state = to;
  const newEpoch = holder.lease?.version === 2 ? holder.epoch : 0;
  return { holder, from, to, isAckRequired, newEpoch };
}
