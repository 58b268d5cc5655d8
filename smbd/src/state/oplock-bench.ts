/** A stream with clients, for the tests of its caching: states are letters, breaks are "RWH>RH!". */
import assert from "node:assert/strict";
import type { Lease } from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { FILE_READ_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { Break } from "./break.ts";
import { LeaseTable } from "./lease-table.ts";
import type { OplockHolder } from "./oplock-holder.ts";
import {
  type BreakPlan,
  type OpenFacts,
  type OpeningFacts,
  StreamCaching,
} from "./oplock-stream-caching.ts";

export interface Handle {
  readonly name: string;
}

export const CLIENT = "c1".repeat(16);
export const OTHER_CLIENT = "c2".repeat(16);
export const KEY_1 = "01".repeat(16);
export const KEY_2 = "02".repeat(16);
export const PARENT = "0f".repeat(16);
export const DATA = FILE_READ_DATA | FILE_WRITE_DATA;

export function bits(name: string): number {
  let state = 0;
  for (const letter of name) state |= { R: 1, H: 2, W: 4 }[letter] ?? 0;
  return state;
}

export function letters(state: number): string {
  const has = (bit: number, letter: string) => ((state & bit) !== 0 ? letter : "");
  return has(1, "R") + has(4, "W") + has(2, "H");
}

export function leaseOf(key: string, state: string, more: Partial<Lease> = {}): Lease {
  return {
    version: 2,
    leaseKey: key,
    leaseState: bits(state),
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0x4711,
    ...more,
  };
}

export class CachingBench {
  readonly leases = new LeaseTable<Handle, string>();
  readonly file = new StreamCaching<Handle, string>(this.leases);

  lease(key: string, state: string, facts: Partial<OpenFacts> = {}, more: Partial<Lease> = {}) {
    const open: Handle = { name: key };
    const grant = this.file.requestLease(
      open,
      CLIENT,
      leaseOf(key, state, more),
      this.#facts(facts),
    );
    assert.equal(grant.status, STATUS_SUCCESS);
    assert.ok(grant.holder);
    return { open, holder: grant.holder };
  }

  oplock(level: number, facts: Partial<OpenFacts> = {}) {
    const open: Handle = { name: `oplock ${level}` };
    const granted = this.file.requestOplock(open, level, this.#facts(facts));
    return { open, granted };
  }

  /** Waits, where there is something to wait for. */
  wait(waiter: string, plan: BreakPlan<Handle>): void {
    assert.equal(this.file.wait(waiter, plan), true);
  }

  opening(facts: Partial<OpeningFacts> = {}): BreakPlan<Handle> {
    return this.file.breakForOpen({
      clientGuid: CLIENT,
      leaseKey: null,
      access: DATA,
      replaces: false,
      hasSharingViolation: false,
      ...facts,
    });
  }

  #facts(facts: Partial<OpenFacts>): OpenFacts {
    const grantedAccess = DATA;
    return { grantedAccess, isDirectory: false, isKept: true, hasByteRangeLocks: false, ...facts };
  }
}

/** "RWH>RH!" : from, to, and an exclamation mark where an answer is required. */
export function shown(breaks: readonly Break<Handle>[]): string[] {
  return breaks.map(
    ({ from, to, isAckRequired }) => `${letters(from)}>${letters(to)}${isAckRequired ? "!" : ""}`,
  );
}

export function stateOf(holder: OplockHolder<Handle>): string {
  return letters(holder.state);
}
