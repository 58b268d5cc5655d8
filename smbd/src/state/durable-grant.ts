/**
 * Which opens outlive their connection, and for how long. [MS-SMB2] 3.3.5.9.6 (version 1), 3.3.5.9.10
 * (version 2 and persistent), 3.3.5.15.9 (resilient) and 3.3.7.1 (what is left when the connection is lost).
 */
import {
  DURABLE_TIMEOUT_MS,
  DURABLE_TIMEOUT_MS_MAX,
  DURABLE_V1_TIMEOUT_MS,
  RESILIENT_TIMEOUT_MS_MAX,
} from "../limits.ts";
import { LEASE_HANDLE_CACHING, LEASE_WRITE_CACHING } from "../wire/context/lease.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER } from "../wire/status.ts";
import { CACHING_ALL } from "./oplock.ts";

export type DurableKind = "v1" | "v2" | "persistent" | "resilient";

export interface DurableGrant {
  readonly kind: DurableKind;
  readonly timeoutMs: number;
}

/** What the open holds when it asks, or when its connection is lost. */
export interface CachingFacts {
  readonly isLease: boolean;
  /** LEASE_ bits; of an oplock by `cachingOfOplock`. */
  readonly caching: number;
}

export interface DurableWish extends CachingFacts {
  readonly version: 1 | 2;
  /** Zero leaves it to the server; version 1 cannot say. */
  readonly timeoutMs: number;
  readonly wantsPersistent: boolean;
  readonly isContinuouslyAvailable: boolean;
  readonly isDirectory: boolean;
  readonly isPipe: boolean;
}

/** Null: the open is made all the same, and is not durable. */
export function grantDurable(wish: DurableWish): DurableGrant | null {
  // Nobody could list a folder whose open waits for its client.
  if (wish.isPipe || wish.isDirectory) return null;
  const isV2 = wish.version === 2;
  // [MS-SMB2] 3.3.5.9.10: on a continuously available share an open may persist whatever it caches.
  if (isV2 && wish.wantsPersistent && wish.isContinuouslyAvailable) {
    return { kind: "persistent", timeoutMs: timeoutOf(wish) };
  }
  if (!keepsHandle(wish)) return null;
  return { kind: isV2 ? "v2" : "v1", timeoutMs: timeoutOf(wish) };
}

/** [MS-SMB2] 3.3.5.15.9: FSCTL_LMR_REQUEST_RESILIENCY on any open of a file. */
export function grantResilient(timeoutMs: number): DurableGrant | NtStatus {
  if (timeoutMs > RESILIENT_TIMEOUT_MS_MAX) return STATUS_INVALID_PARAMETER;
  return { kind: "resilient", timeoutMs: timeoutMs === 0 ? DURABLE_TIMEOUT_MS : timeoutMs };
}

export interface DisconnectFacts extends CachingFacts {
  readonly byteRangeLockCount: number;
  /** Marked through this open's file by disposition; delete-on-close given at create does not count. */
  readonly isDeletePending: boolean;
  /** A break is out to this open's holder. */
  readonly isBreaking: boolean;
}

/**
 * Whether the open stays when its connection is lost. A durable open stays by what it caches now, since that
 * is what keeps others from changing the file unseen; the other kinds stay by what they were promised.
 */
export function staysWhenDisconnected(grant: DurableGrant, facts: DisconnectFacts): boolean {
  if (grant.kind === "persistent" || grant.kind === "resilient") return true;
  if (facts.isDeletePending || facts.isBreaking || !keepsHandle(facts)) return false;
  // Locks are safe from others only while nobody else can write.
  return facts.byteRangeLockCount === 0 || (facts.caching & LEASE_WRITE_CACHING) !== 0;
}

/** A batch oplock, or a lease on the handle. */
export function keepsHandle(facts: CachingFacts): boolean {
  return facts.isLease
    ? (facts.caching & LEASE_HANDLE_CACHING) !== 0
    : facts.caching === CACHING_ALL;
}

function timeoutOf(wish: DurableWish): number {
  if (wish.version === 1) return DURABLE_V1_TIMEOUT_MS;
  if (wish.timeoutMs === 0) return DURABLE_TIMEOUT_MS;
  return Math.min(wish.timeoutMs, DURABLE_TIMEOUT_MS_MAX);
}
