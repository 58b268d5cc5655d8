/**
 * Oplock and lease breaks on the wire: the notification, its deadline, and what goes on when it is over.
 * [MS-SMB2] 3.3.4.6, 3.3.4.7, 3.3.6.1.
 */
import type { TimerHandle } from "../command/context.ts";
import { BREAK_MS_MAX, BREAK_UNHEARD_MS_MAX } from "../limits.ts";
import type { Delivery } from "../port/transport.ts";
import type { Break } from "../state/break.ts";
import type { Connection } from "../state/connection.ts";
import type { BreakWaiter, Caching } from "../state/file.ts";
import type { Open } from "../state/open.ts";
import { oplockOfCaching } from "../state/oplock.ts";
import type { OplockHolder } from "../state/oplock-holder.ts";
import type { Session } from "../state/session.ts";
import type { Guid } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import {
  encodeOplockBreakNotification,
  NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED,
  type OplockBreakNotification,
} from "../wire/message/oplock-break.ts";
import type { Engine } from "./engine.ts";
import { sendNotification } from "./notification.ts";

export class Breaks {
  readonly #engine: Engine;
  readonly #deadlines = new Map<OplockHolder<Open>, TimerHandle>();
  /** When it is looked whether the connection that was told is still there. */
  readonly #inquiries = new Map<OplockHolder<Open>, TimerHandle>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Breaks that wait for an answer. */
  get size(): number {
    return this.#deadlines.size;
  }

  send(caching: Caching, breaks: readonly Break<Open>[]): void {
    for (const one of breaks) {
      this.#engine.persistents.touchHolder(one.holder);
      if (this.#engine.durables.givesWay(one.holder, one.isAckRequired)) continue;
      const told = this.#sendOne(one);
      if (!one.isAckRequired) continue;
      // Nobody is there to answer: it is over at once.
      const atMs = this.#engine.nowMs() + (told === null ? 0 : BREAK_MS_MAX);
      this.#arm(caching, one.holder, atMs);
      this.#inquire(caching, one, told, told?.transport.delivery() ?? null);
    }
  }

  /** The holder answered or ended. */
  settle(holder: OplockHolder<Open> | null, resumed: readonly BreakWaiter[]): void {
    this.#engine.persistents.touchHolder(holder);
    if (holder !== null && !holder.isBreaking) this.ended(holder);
    // Who let go hears first that this was taken, and only then what came of it.
    for (const waiter of resumed) this.#engine.changes.afterwards(() => waiter.resume());
  }

  /** The holder is gone with its last open. */
  ended(holder: OplockHolder<Open> | null): void {
    if (holder === null) return;
    for (const timers of [this.#deadlines, this.#inquiries]) {
      timers.get(holder)?.cancel();
      timers.delete(holder);
    }
  }

  /**
   * [MS-SMB2] 3.3.4.6 and 3.3.4.7: what cannot be delivered by one channel is told by the next. A wire that is cut
   * looks like one where nothing happens, so it is asked whether what was sent has arrived since `before`.
   */
  #inquire(
    caching: Caching,
    one: Break<Open>,
    told: Connection | null,
    before: Delivery | null,
  ): void {
    const { holder } = one;
    this.#inquiries.get(holder)?.cancel();
    this.#inquiries.delete(holder);
    if (told === null || before === null) return;
    const timer = this.#engine.setTimer(this.#engine.nowMs() + BREAK_UNHEARD_MS_MAX, () => {
      this.#inquiries.delete(holder);
      if (told.isClosed) return this.#tellAnother(caching, one);
      const now = told.transport.delivery();
      if (now === null || now.acknowledgedBytes >= before.sentBytes) return;
      if (now.acknowledgedBytes > before.acknowledgedBytes) {
        const { acknowledgedBytes } = now;
        this.#inquire(caching, one, told, { sentBytes: before.sentBytes, acknowledgedBytes });
        return;
      }
      told.transport.reset();
      this.#engine.disconnect(told, "it does not acknowledge what it is sent");
      this.#tellAnother(caching, one);
    });
    this.#inquiries.set(holder, timer);
  }

  #tellAnother(caching: Caching, one: Break<Open>): void {
    // With its last open, or as one that is kept for a client that comes back, it has been settled meanwhile.
    if (!this.#deadlines.has(one.holder)) return;
    const told = this.#sendOne(one);
    if (told === null) this.#arm(caching, one.holder, this.#engine.nowMs());
    this.#inquire(caching, one, told, told?.transport.delivery() ?? null);
  }

  #arm(caching: Caching, holder: OplockHolder<Open>, atMs: number): void {
    this.#deadlines.get(holder)?.cancel();
    const timer = this.#engine.setTimer(atMs, () => {
      this.ended(holder);
      this.#engine.persistents.touchHolder(holder);
      for (const waiter of caching.timedOut(holder)) waiter.resume();
    });
    this.#deadlines.set(holder, timer);
  }

  /** The connection that was told; null: none is there. */
  #sendOne(one: Break<Open>): Connection | null {
    const { lease } = one.holder;
    for (const open of one.holder.opens) {
      // A session that ended by LOGOFF has a connection still, and no right to hear of this.
      if (this.#engine.durables.table.isDisconnected(open)) continue;
      const connection =
        lease === null
          ? this.#connectionOf(open.session)
          : this.#connectionOfClient(lease.clientGuid, open.session);
      if (connection === null) continue;
      const seals = lease === null && (open.session.encryptData || open.tree.encryptData);
      this.#transmit(connection, seals ? open.session : null, notificationOf(one, open));
      return connection;
    }
    return null;
  }

  #connectionOf(session: Session): Connection | null {
    for (const id of session.channels.keys()) {
      const driver = this.#engine.connections.get(id);
      if (driver !== undefined && !driver.connection.isClosed) return driver.connection;
    }
    return null;
  }

  /**
   * [MS-SMB2] 3.3.4.7: a lease is the client's, whichever of its connections it came by, and Windows tells it
   * by the first of them. A client GUID is what anybody says it is: only connections of the same user count.
   */
  #connectionOfClient(clientGuid: Guid, session: Session): Connection | null {
    for (const { connection } of this.#engine.connections.values()) {
      if (connection.isClosed || connection.clientGuid !== clientGuid) continue;
      for (const other of connection.sessions.values()) {
        if (other === session || isOfSameUser(other, session)) return connection;
      }
    }
    return this.#connectionOf(session);
  }

  // [MS-SMB2] 3.3.4.6: of no session, and never signed.
  #transmit(
    connection: Connection,
    sealWith: Session | null,
    notification: OplockBreakNotification,
  ): void {
    sendNotification(this.#engine, connection, {
      command: Command.OPLOCK_BREAK,
      sessionId: 0,
      sealWith,
      signWith: null,
      encode: (writer) => encodeOplockBreakNotification(writer, notification),
    });
  }
}

/** Of a user who proved to be that: anonymous ones are all different. */
function isOfSameUser(one: Session, other: Session): boolean {
  const userId = one.state === "valid" ? one.principal?.userId : null;
  return userId != null && userId === other.principal?.userId;
}

function notificationOf(one: Break<Open>, open: Open): OplockBreakNotification {
  const { lease } = one.holder;
  if (lease === null) {
    return { kind: "oplock", oplockLevel: oplockOfCaching(one.to), fileId: open.fileId };
  }
  return {
    kind: "lease-notification",
    newEpoch: one.newEpoch,
    flags: one.isAckRequired ? NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED : 0,
    leaseKey: lease.leaseKey,
    currentLeaseState: one.from,
    newLeaseState: one.to,
  };
}
