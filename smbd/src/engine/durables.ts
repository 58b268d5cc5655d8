/**
 * Opens that outlive their connection: what happens to them when it is lost, when they come back, when they must
 * give way, and when their time is over. Whose they are is known by state/durable-table.ts. [MS-SMB2] 3.3.7.1,
 * 3.3.2.2, 3.3.5.9.7 and 3.3.5.9.12.
 */

import type { TimerHandle } from "../command/context.ts";
import { limitReached } from "../command/limit-reached.ts";
import { DISCONNECTED_OPEN_COUNT_MAX, OPEN_COUNT_PER_SESSION_MAX } from "../limits.ts";
import type { DurableGrant } from "../state/durable-grant.ts";
import { DurableReplays } from "../state/durable-replay.ts";
import {
  DurableTable,
  type ReconnectAnswer,
  type ReconnectRequest,
} from "../state/durable-table.ts";
import { foldName } from "../state/fold.ts";
import type { Open } from "../state/open.ts";
import type { OplockHolder } from "../state/oplock-holder.ts";
import type { Session } from "../state/session.ts";
import type { Tree } from "../state/tree.ts";
import { STATUS_FILE_CLOSED, STATUS_TOO_MANY_OPENED_FILES } from "../wire/status.ts";
import type { Engine } from "./engine.ts";

export class Durables {
  readonly table = new DurableTable<Open>((open) => ({
    ...cachingFacts(open),
    isNamed: (name) => foldName(name) === foldName(nameOf(open)),
  }));
  readonly replays = new DurableReplays<Open>();
  readonly #engine: Engine;
  #expiry: TimerHandle | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The session ends with its connection: what may stay is taken out of it before all else is closed. */
  keepOpensOf(session: Session): void {
    if (this.table.size === 0) return;
    for (const open of [...session.opens.values()]) {
      const { stream } = open;
      if (stream === null || this.table.grantOf(open) === null) continue;
      const facts = {
        ...cachingFacts(open),
        byteRangeLockCount: stream.locks.countOf(open),
        isDeletePending: stream.isDeletePending || stream.file.isDeletePending,
        isBreaking: stream.caching.holderOf(open)?.isBreaking === true,
      };
      if (this.table.disconnectedCount >= DISCONNECTED_OPEN_COUNT_MAX) {
        this.#engine.emit({ type: "limit.reached", limit: "DISCONNECTED_OPEN_COUNT_MAX" });
      }
      if (!this.table.disconnected(open, facts, this.#engine.nowMs())) continue;
      this.#engine.pending.cancelOpen(STATUS_FILE_CLOSED, open);
      session.opens.delete(open.volatileId);
      open.tree.openCount--;
    }
    this.#armExpiry();
  }

  /** DHnC and DH2C: the same open goes on in the session of this tree. */
  reconnect(request: ReconnectRequest, tree: Tree): ReconnectAnswer<Open> {
    const { session } = tree;
    if (session.opens.size >= OPEN_COUNT_PER_SESSION_MAX) {
      const limit = "OPEN_COUNT_PER_SESSION_MAX";
      const status = limitReached(this.#engine, limit, STATUS_TOO_MANY_OPENED_FILES);
      return { status, open: null };
    }
    const answer = this.table.reconnect(request, this.#engine.nowMs());
    const { open } = answer;
    if (open === null) return answer;
    open.tree = tree;
    session.opens.set(open.volatileId, open);
    tree.openCount++;
    this.replays.replace(open, open, session.id);
    this.#armExpiry();
    return answer;
  }

  /**
   * A break for a holder that has nobody to answer it: true, and nothing is to be sent. A durable open is closed,
   * so that what broke it finds it gone. A resilient or persistent one was promised to stay, and only loses its
   * cache: its client learns that when it takes it back.
   */
  givesWay(holder: OplockHolder<Open>, isAckRequired: boolean): boolean {
    const opens = [...holder.opens];
    if (opens.length === 0 || !opens.every((open) => this.table.isDisconnected(open))) return false;
    if (!isAckRequired) return true;
    for (const open of opens) {
      if (!isPromised(this.table.grantOf(open))) this.#engine.closeOpen(open);
    }
    const caching = opens[0]?.stream?.caching;
    if (holder.opens.size > 0 && caching !== undefined) {
      this.#engine.settleBreak(holder, caching.timedOut(holder));
    }
    return true;
  }

  /** Opens of an earlier run wait for their clients. */
  restored(): void {
    this.#armExpiry();
  }

  /** The open is closed. */
  closed(open: Open): void {
    this.table.forget(open);
    this.replays.used(open);
    if (this.table.disconnectedCount === 0) this.#armExpiry();
  }

  /** Closes what is kept for clients that are gone, all of it or what no longer may be. */
  closeWhere(isOver: (open: Open) => boolean): void {
    for (const open of [...this.table.disconnectedOpens()]) {
      if (isOver(open)) this.#engine.closeOpen(open);
    }
  }

  #armExpiry(): void {
    this.#expiry?.cancel();
    const atMs = this.table.nextDeadlineMs();
    this.#expiry = atMs === null ? null : this.#engine.setTimer(atMs, () => this.#expire());
  }

  #expire(): void {
    this.#expiry = null;
    for (const open of this.table.expired(this.#engine.nowMs())) this.#engine.closeOpen(open);
    this.#armExpiry();
  }
}

function isPromised(grant: DurableGrant | null): boolean {
  return grant?.kind === "resilient" || grant?.kind === "persistent";
}

function cachingFacts(open: Open): { readonly isLease: boolean; readonly caching: number } {
  const holder = open.stream?.caching.holderOf(open) ?? null;
  return { isLease: holder?.lease != null, caching: holder?.state ?? 0 };
}

function nameOf(open: Open): string {
  const path = open.path.join("\\");
  return open.streamName === "" ? path : `${path}:${open.streamName}`;
}
