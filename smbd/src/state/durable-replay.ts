/**
 * Creates that may come a second time. [MS-SMB2] 3.3.5.9.10 and 3.3.5.9: a client that lost a channel sends its
 * CREATE again under the same create guid, with the replay flag, and must get the open of the first one. The
 * guid is reserved while the first still runs, and given up once the open has been used for something else.
 */
import type { Guid } from "../wire/guid.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DUPLICATE_OBJECTID,
  STATUS_FILE_NOT_AVAILABLE,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";

export interface ReplayableCreate {
  readonly clientGuid: Guid;
  readonly createGuid: Guid;
  readonly sessionId: number;
  /** SMB2_FLAGS_REPLAY_OPERATION. */
  readonly isReplay: boolean;
  /** Of the lease context; null without one. */
  readonly leaseKey: Guid | null;
  readonly wantsPersistent: boolean;
}

/** What the first create made. */
export interface ReplayedOpen<Open extends object> {
  readonly open: Open;
  readonly sessionId: number;
  readonly leaseKey: Guid | null;
  readonly isPersistent: boolean;
}

export type ReplayAnswer<Open extends object> =
  /** Go on; `opened` or `failed` must follow. */
  | { readonly kind: "fresh" }
  /** Answer from this open as the first time. Where it is disconnected, reconnect it first. */
  | { readonly kind: "replay"; readonly open: Open }
  | { readonly kind: "refused"; readonly status: NtStatus };

export class DurableReplays<Open extends object> {
  /** Null while the first create runs. */
  readonly #creates = new Map<string, ReplayedOpen<Open> | null>();
  readonly #keys = new Map<Open, string>();

  get size(): number {
    return this.#creates.size;
  }

  /** For every CREATE with DH2Q, before anything else is done for it; not again when it resumes from waiting. */
  begin(create: ReplayableCreate, isDisconnected: (open: Open) => boolean): ReplayAnswer<Open> {
    const key = create.clientGuid + create.createGuid;
    const made = this.#creates.get(key);
    if (made === undefined) {
      // [MS-SMB2] 3.3.5.9.10: where no open is found the create goes on, replay or not. The first may never have
      // arrived, or the server died with it; who has no reply has not used what it made.
      this.#creates.set(key, null);
      return { kind: "fresh" };
    }
    if (made === null) return refused(STATUS_FILE_NOT_AVAILABLE);
    const status = checkReplay(create, made, isDisconnected(made.open));
    return status === STATUS_SUCCESS ? { kind: "replay", open: made.open } : refused(status);
  }

  /** The create that was `fresh` succeeded. */
  opened(create: ReplayableCreate, open: Open, isPersistent: boolean): void {
    const key = create.clientGuid + create.createGuid;
    const { sessionId, leaseKey } = create;
    this.#creates.set(key, { open, sessionId, leaseKey, isPersistent });
    this.#keys.set(open, key);
  }

  /** The create that was `fresh` failed, was cancelled, or made an open that is not durable. */
  failed(create: ReplayableCreate): void {
    const key = create.clientGuid + create.createGuid;
    if (this.#creates.get(key) === null) this.#creates.delete(key);
  }

  /** The open came back as another object, perhaps in another session. */
  replace(open: Open, successor: Open, sessionId: number): void {
    const key = this.#keys.get(open);
    if (key === undefined) return;
    const made = this.#creates.get(key);
    if (made == null) return;
    this.#keys.delete(open);
    this.#keys.set(successor, key);
    this.#creates.set(key, { ...made, open: successor, sessionId });
  }

  /** [MS-SMB2] 3.3.5.2.10: used without the replay flag, so that its reply has arrived; or closed. */
  used(open: Open): void {
    const key = this.#keys.get(open);
    if (key === undefined) return;
    this.#keys.delete(open);
    this.#creates.delete(key);
  }
}

function checkReplay<Open extends object>(
  create: ReplayableCreate,
  made: ReplayedOpen<Open>,
  isDisconnected: boolean,
): NtStatus {
  // A lost connection may have cost the session; the reconnect checks whose open it is.
  if (!isDisconnected && made.sessionId !== create.sessionId) return STATUS_DUPLICATE_OBJECTID;
  if (!create.isReplay) return STATUS_DUPLICATE_OBJECTID;
  if (made.isPersistent && !create.wantsPersistent) return STATUS_INVALID_PARAMETER;
  // A replay may leave the lease out, but never name another.
  if (create.leaseKey !== null && create.leaseKey !== made.leaseKey) return STATUS_ACCESS_DENIED;
  return STATUS_SUCCESS;
}

function refused(status: NtStatus): { readonly kind: "refused"; readonly status: NtStatus } {
  return { kind: "refused", status };
}
