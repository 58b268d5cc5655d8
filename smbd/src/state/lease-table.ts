/**
 * All leases of the server. [MS-SMB2] 3.3.1.11 and 3.3.1.12: a key belongs to a client and names one stream
 * at a time. Acknowledgements come by key alone, so that this is where they find the stream.
 */
import type { Guid } from "../wire/guid.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../wire/status.ts";
import type { OplockHolder } from "./oplock-holder.ts";
import type { StreamCaching } from "./oplock-stream-caching.ts";

export interface LeaseEntry<Open extends object, Waiter> {
  readonly caching: StreamCaching<Open, Waiter>;
  readonly holder: OplockHolder<Open>;
}

export class LeaseTable<Open extends object, Waiter> {
  readonly #entries = new Map<string, LeaseEntry<Open, Waiter>>();

  get size(): number {
    return this.#entries.size;
  }

  values(): IterableIterator<LeaseEntry<Open, Waiter>> {
    return this.#entries.values();
  }

  find(clientGuid: Guid, leaseKey: Guid): LeaseEntry<Open, Waiter> | undefined {
    return this.#entries.get(clientGuid + leaseKey);
  }

  /**
   * [MS-SMB2] 3.3.5.9.8: a key that names another stream refuses the CREATE, before anything else is done for
   * it. `caching` is null for a stream that nobody has open.
   */
  checkKey(
    clientGuid: Guid,
    leaseKey: Guid,
    caching: StreamCaching<Open, Waiter> | null,
  ): NtStatus {
    const entry = this.find(clientGuid, leaseKey);
    const isFree = entry === undefined || entry.caching === caching;
    return isFree ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
  }

  /** By the stream, with its first open; a key that is taken is a fault of the caller. */
  add(clientGuid: Guid, leaseKey: Guid, entry: LeaseEntry<Open, Waiter>): void {
    const key = clientGuid + leaseKey;
    if (this.#entries.has(key)) throw new Error("A lease key names one stream at a time.");
    this.#entries.set(key, entry);
  }

  remove(clientGuid: Guid, leaseKey: Guid): void {
    this.#entries.delete(clientGuid + leaseKey);
  }
}
