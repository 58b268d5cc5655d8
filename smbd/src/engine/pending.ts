/**
 * Requests that wait. Known by connection and message id for CANCEL, by async id, and by open, tree and session
 * for whatever ends those. A registry key always includes the connection: message ids repeat across them.
 */
import { ORPHAN_COUNT_PER_SESSION_MAX } from "../limits.ts";
import type { Connection } from "../state/connection.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import type { NtStatus } from "../wire/status.ts";
import type { Request } from "./request.ts";

export class PendingRequests {
  readonly #byConnection = new Map<number, Set<Request>>();
  /** So that a CLOSE need not walk what waits on other opens. */
  readonly #byOpen = new Map<Open, Set<Request>>();
  #nextAsyncId = 1;

  newAsyncId(): number {
    return this.#nextAsyncId++;
  }

  add(request: Request): void {
    put(this.#byConnection, request.connection.id, request);
    if (request.foundOpen !== null) put(this.#byOpen, request.foundOpen, request);
  }

  remove(request: Request): void {
    request.interimTimer?.cancel();
    if (request.isOrphan && request.foundSession !== null) request.foundSession.orphanCount--;
    request.isOrphan = false;
    take(this.#byConnection, request.connection.id, request);
    if (request.foundOpen !== null) take(this.#byOpen, request.foundOpen, request);
  }

  countOf(connection: Connection): number {
    return this.#byConnection.get(connection.id)?.size ?? 0;
  }

  get count(): number {
    let count = 0;
    for (const requests of this.#byConnection.values()) count += requests.size;
    return count;
  }

  /** The target of a CANCEL. [MS-SMB2] 3.3.5.16 */
  find(
    connection: Connection,
    isAsync: boolean,
    asyncId: bigint,
    messageId: bigint,
  ): Request | null {
    for (const request of this.#byConnection.get(connection.id) ?? []) {
      const matches = isAsync
        ? request.asyncId !== 0 && BigInt(request.asyncId) === asyncId
        : request.header.messageId === messageId;
      if (matches) return request;
    }
    return null;
  }

  /** Tells every request that waits on this open. */
  cancelOpen(status: NtStatus, open: Open): void {
    for (const request of [...(this.#byOpen.get(open) ?? [])]) cancelRequest(request, status);
  }

  /**
   * The connection is lost. What the client can ask for again over another channel goes on, up to a limit: each
   * lost channel could leave as many behind as a connection may wait for. Answers how many the limit ended.
   */
  endConnection(status: NtStatus, connection: Connection): number {
    let refusedCount = 0;
    for (const request of [...(this.#byConnection.get(connection.id) ?? [])]) {
      const session = request.foundSession;
      const mayLive = request.outlivesChannel && session !== null && session.channels.size > 0;
      if (mayLive && adopt(request, session)) continue;
      if (mayLive) refusedCount++;
      cancelRequest(request, status);
    }
    return refusedCount;
  }

  /** Tells every waiting request that `concerns` picks; each leads to its own `finish`. */
  cancelWhere(status: NtStatus, concerns: (request: Request) => boolean): void {
    for (const requests of [...this.#byConnection.values()]) {
      for (const request of [...requests]) if (concerns(request)) cancelRequest(request, status);
    }
  }
}

export function cancelRequest(request: Request, status: NtStatus): void {
  const hook = request.cancelHook;
  request.cancelHook = null;
  hook?.(status);
}

function adopt(request: Request, session: Session): boolean {
  if (session.orphanCount >= ORPHAN_COUNT_PER_SESSION_MAX) return false;
  request.isOrphan = true;
  session.orphanCount++;
  return true;
}

function put<Key>(map: Map<Key, Set<Request>>, key: Key, request: Request): void {
  const requests = map.get(key);
  if (requests === undefined) map.set(key, new Set([request]));
  else requests.add(request);
}

function take<Key>(map: Map<Key, Set<Request>>, key: Key, request: Request): void {
  const requests = map.get(key);
  if (requests === undefined) return;
  requests.delete(request);
  if (requests.size === 0) map.delete(key);
}
