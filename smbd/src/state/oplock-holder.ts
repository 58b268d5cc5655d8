/**
 * Who may cache what of one stream. [MS-SMB2] 3.3.1.4 and 3.3.1.12. An oplock is held by one open; a lease by
 * a client under a key of its choice, through every open that names the key.
 */
import { LEASE_NONE } from "../wire/context/lease.ts";
import type { Guid } from "../wire/guid.ts";

export interface LeaseIdentity {
  readonly clientGuid: Guid;
  readonly leaseKey: Guid;
  readonly version: 1 | 2;
  /** Null where the client named none, or the lease is of version 1. */
  readonly parentKey: Guid | null;
}

export class OplockHolder<Open extends object> {
  /** Null for an oplock. */
  readonly lease: LeaseIdentity | null;
  /** One for an oplock; all that named the key for a lease. */
  readonly opens = new Set<Open>();
  /** What may be cached now: LEASE_ bits. While a break is out it is still what was held before. */
  state: number = LEASE_NONE;
  /** What the break that is out asks to fall to; null while none is. */
  breakTo: number | null = null;
  /** What the holder must reach in the end, perhaps in several breaks; means nothing while none is out. */
  mustReach: number = LEASE_NONE;
  /** 16 bits, one up with every change of state that the server makes. */
  epoch: number;

  constructor(lease: LeaseIdentity | null, epoch: number) {
    this.lease = lease;
    this.epoch = epoch;
  }

  get isBreaking(): boolean {
    return this.breakTo !== null;
  }

  raiseEpoch(): void {
    this.epoch = (this.epoch + 1) % EPOCH_END;
  }
}

const EPOCH_END = 0x10000;
