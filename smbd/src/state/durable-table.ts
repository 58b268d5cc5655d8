/**
 * Opens that outlive their connection: who may have them back, and until when. [MS-SMB2] 3.3.5.9.7,
 * 3.3.5.9.12, 3.3.7.1 and 3.3.2.2. The open itself, with its share mode, locks and lease, stays where it is;
 * this table only remembers whose it is. A disconnected open that has to give way (a break would be sent to
 * it) is closed by the engine, and `forget` is all that this table needs to hear of it.
 */
import { DISCONNECTED_OPEN_COUNT_MAX } from "../limits.ts";
import { GUID_ZERO, type Guid } from "../wire/guid.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import {
  type CachingFacts,
  type DisconnectFacts,
  type DurableGrant,
  keepsHandle,
  staysWhenDisconnected,
} from "./durable-grant.ts";

/** What is known of a durable open from the beginning. */
export interface DurableIdentity {
  /** FileId.Persistent. */
  readonly persistentId: number;
  /** Null for version 1, and for a resilient open that was not durable before. */
  readonly createGuid: Guid | null;
  readonly clientGuid: Guid;
  /** The user's SID. */
  readonly owner: string;
  readonly shareName: string;
  /** Null without a lease. */
  readonly leaseKey: Guid | null;
}

/** DHnC or DH2C, with what came along. */
export interface ReconnectRequest {
  readonly version: 1 | 2;
  readonly persistentId: number;
  /** Null in version 1. */
  readonly createGuid: Guid | null;
  readonly clientGuid: Guid;
  readonly owner: string;
  readonly shareName: string;
  /** Of the lease context; null without one. */
  readonly leaseKey: Guid | null;
  readonly wantsPersistent: boolean;
  readonly name: string;
}

export interface ReconnectAnswer<Open extends object> {
  readonly status: NtStatus;
  /** Connected again, and the caller's to move to its session. Null with any other status. */
  readonly open: Open | null;
}

interface DurableEntry<Open extends object> {
  open: Open;
  readonly identity: DurableIdentity;
  grant: DurableGrant;
  /** Null while connected. */
  deadlineMs: number | null;
}

/** What the open is now: looked up at the moment of the request. */
export type DescribeDurable<Open extends object> = (
  open: Open,
) => CachingFacts & { readonly isNamed: (name: string) => boolean };

export class DurableTable<Open extends object> {
  readonly #describe: DescribeDurable<Open>;
  readonly #entries = new Map<number, DurableEntry<Open>>();
  readonly #byOpen = new Map<Open, DurableEntry<Open>>();
  #disconnectedCount = 0;

  constructor(describe: DescribeDurable<Open>) {
    this.#describe = describe;
  }

  get size(): number {
    return this.#entries.size;
  }

  get disconnectedCount(): number {
    return this.#disconnectedCount;
  }

  grantOf(open: Open): DurableGrant | null {
    return this.#byOpen.get(open)?.grant ?? null;
  }

  isDisconnected(open: Open): boolean {
    return this.#byOpen.get(open)?.deadlineMs != null;
  }

  /** An open became durable, or (again) resilient, which then decides its time. */
  add(open: Open, identity: DurableIdentity, grant: DurableGrant): void {
    const known = this.#byOpen.get(open);
    if (known !== undefined) {
      if (known.grant.kind !== "persistent") known.grant = grant;
      return;
    }
    const entry = { open, identity, grant, deadlineMs: null };
    this.#entries.set(identity.persistentId, entry);
    this.#byOpen.set(open, entry);
  }

  /** An open of before a restart, which waits for its client. */
  restore(open: Open, identity: DurableIdentity, grant: DurableGrant, nowMs: number): void {
    const entry = { open, identity, grant, deadlineMs: nowMs + grant.timeoutMs };
    this.#entries.set(identity.persistentId, entry);
    this.#byOpen.set(open, entry);
    this.#disconnectedCount++;
  }

  identityOf(open: Open): DurableIdentity | null {
    return this.#byOpen.get(open)?.identity ?? null;
  }

  /** The connection is lost. True: keep the open. False: close it, as any other. */
  disconnected(open: Open, facts: DisconnectFacts, nowMs: number): boolean {
    const entry = this.#byOpen.get(open);
    if (entry === undefined || entry.deadlineMs !== null) return false;
    const isFull = this.#disconnectedCount >= DISCONNECTED_OPEN_COUNT_MAX;
    if (isFull || !staysWhenDisconnected(entry.grant, facts)) {
      this.forget(open);
      return false;
    }
    entry.deadlineMs = nowMs + entry.grant.timeoutMs;
    this.#disconnectedCount++;
    return true;
  }

  /** Only the first of two at once finds the open disconnected; the other is refused like a stranger. */
  reconnect(request: ReconnectRequest, nowMs: number): ReconnectAnswer<Open> {
    const entry = this.#entries.get(request.persistentId);
    if (entry === undefined || isPast(entry, nowMs)) {
      return { status: STATUS_OBJECT_NAME_NOT_FOUND, open: null };
    }
    const status = this.#check(entry, request);
    if (status !== STATUS_SUCCESS) return { status, open: null };
    entry.deadlineMs = null;
    this.#disconnectedCount--;
    return { status, open: entry.open };
  }

  /** The open came back as another object. */
  replace(open: Open, successor: Open): void {
    const entry = this.#byOpen.get(open);
    if (entry === undefined) return;
    this.#byOpen.delete(open);
    this.#byOpen.set(successor, entry);
    entry.open = successor;
  }

  /** Those whose time is over: close them. They are forgotten already. */
  expired(nowMs: number): readonly Open[] {
    const over: Open[] = [];
    for (const entry of this.#entries.values()) if (isPast(entry, nowMs)) over.push(entry.open);
    for (const open of over) this.forget(open);
    return over;
  }

  /** Those that are kept for clients that are gone. */
  *disconnectedOpens(): Iterable<Open> {
    for (const entry of this.#entries.values()) if (entry.deadlineMs !== null) yield entry.open;
  }

  /** When `expired` is to be asked next; null while nothing is disconnected. */
  nextDeadlineMs(): number | null {
    let next: number | null = null;
    for (const { deadlineMs } of this.#entries.values()) {
      if (deadlineMs !== null && (next === null || deadlineMs < next)) next = deadlineMs;
    }
    return next;
  }

  /** The open was closed, or is durable no more. */
  forget(open: Open): void {
    const entry = this.#byOpen.get(open);
    if (entry === undefined) return;
    if (entry.deadlineMs !== null) this.#disconnectedCount--;
    this.#byOpen.delete(open);
    this.#entries.delete(entry.identity.persistentId);
  }

  /** [MS-SMB2] 3.3.5.9.7 and 3.3.5.9.12, in their order; what the request asks of the file does not matter. */
  #check(entry: DurableEntry<Open>, request: ReconnectRequest): NtStatus {
    const { identity, grant, open } = entry;
    const described = this.#describe(open);
    const isPersistent = grant.kind === "persistent";
    // Version 1 knows no create guid, and may take back what was made under one; what it made has one of zeros.
    const createGuid = identity.createGuid ?? GUID_ZERO;
    const isOtherCreate = request.version === 2 && createGuid !== request.createGuid;
    const isOtherClient = described.isLease && identity.clientGuid !== request.clientGuid;
    const isUnknown =
      isOtherCreate ||
      isOtherClient ||
      identity.leaseKey !== request.leaseKey ||
      identity.shareName !== request.shareName ||
      entry.deadlineMs === null;
    if (isUnknown) return STATUS_OBJECT_NAME_NOT_FOUND;
    // Only under a lease does the name count: a lease belongs to a name.
    if (described.isLease && !described.isNamed(request.name)) return STATUS_INVALID_PARAMETER;
    if (isPersistent && !request.wantsPersistent) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!isPersistent && request.wantsPersistent) return STATUS_INVALID_PARAMETER;
    const isPromised = isPersistent || grant.kind === "resilient";
    if (!isPromised && !keepsHandle(described)) return STATUS_OBJECT_NAME_NOT_FOUND;
    return identity.owner === request.owner ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
  }
}

function isPast(entry: { readonly deadlineMs: number | null }, nowMs: number): boolean {
  return entry.deadlineMs !== null && entry.deadlineMs <= nowMs;
}
