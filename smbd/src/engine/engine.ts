/**
 * The engine: one value that owns all protocol state. Frames go in (`ConnectionDriver`), replies come out
 * through the transports, time comes in through `tick`. It reads no clock, socket or file by itself.
 */

import { AuthMachine, initialToken } from "../auth/auth-machine.ts";
import { NTLM_CLOCK_SKEW_MS_MAX } from "../auth/ntlm.ts";
import type { EngineServices, NotifyWaiter, TimerHandle } from "../command/context.ts";
import { limitReached } from "../command/limit-reached.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import {
  CREDIT_COUNT_MAX,
  OPEN_COUNT_MAX,
  OPEN_COUNT_PER_SESSION_MAX,
  UNAUTHENTICATED_CREDIT_COUNT_MAX,
  UNSENT_BYTES_PAUSE,
} from "../limits.ts";
import type { Clock } from "../port/clock.ts";
import type { NetworkInterface } from "../port/network.ts";
import type { EngineEvent, Observer } from "../port/observer.ts";
import type { PersistentStore } from "../port/persistent-store.ts";
import type { PipeEndpoint } from "../port/pipe.ts";
import type { Random } from "../port/random.ts";
import type { FileRange, Transport } from "../port/transport.ts";
import type { Vfs, VfsShare } from "../port/vfs.ts";
import { CatalogAccounts } from "../state/accounts.ts";
import type { Break } from "../state/break.ts";
import type { Catalog, CatalogShare } from "../state/catalog.ts";
import type { Change } from "../state/change.ts";
import { Connection } from "../state/connection.ts";
import { type BreakWaiter, type Caching, FileTable } from "../state/file.ts";
import { LogonDelays } from "../state/logon-delay.ts";
import type { NotifyRequest } from "../state/notify-table.ts";
import type { NotifyAnswer } from "../state/notify-watch.ts";
import { OffloadTokens } from "../state/offload-tokens.ts";
import type { Open } from "../state/open.ts";
import type { OplockHolder } from "../state/oplock-holder.ts";
import { type Session, SessionTable } from "../state/session.ts";
import type { Tree } from "../state/tree.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_SUCCESS,
  STATUS_TOO_MANY_OPENED_FILES,
} from "../wire/status.ts";
import type { WireError } from "../wire/wire-error.ts";
import { Admission } from "./admission.ts";
import { Breaks } from "./breaks.ts";
import { Changes } from "./changes.ts";
import { settleClose } from "./close-open.ts";
import { ConnectionDriver } from "./connection-driver.ts";
import { Durables } from "./durables.ts";
import { connectionEnded, endSession } from "./end-session.ts";
import { LocalChanges } from "./local-changes.ts";
import { MassChanges } from "./mass-changes.ts";
import { OwnChanges } from "./own-changes.ts";
import { PastVolumes } from "./past-volumes.ts";
import { PendingRequests } from "./pending.ts";
import { Persistents } from "./persistents.ts";
import { releaseOpen } from "./release-open.ts";
import type { Request } from "./request.ts";
import { restorePersistents } from "./restore-persistents.ts";
import { SlabPool } from "./slab-pool.ts";
import { Timers } from "./timers.ts";
import { Usages } from "./usages.ts";
import { Volumes } from "./volumes.ts";

/** Ids of opens start anew above all of an earlier run: a client of then must not get somebody's open of now. */
const OPENS_PER_MS_MAX = 1_000;

export interface EnginePorts {
  readonly vfs: Vfs;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly observer: Observer;
  readonly persistentStore: PersistentStore;
  readonly massChangeStore: PersistentStore;
  readonly networkInterfaces: () => readonly NetworkInterface[];
  readonly openPipe: (name: string, session: Session, engine: Engine) => PipeEndpoint | null;
  /** Tests: released slabs are poisoned and a failed invariant is thrown on. */
  readonly isTest?: boolean;
}

export class Engine implements EngineServices {
  readonly ports: EnginePorts;
  readonly files = new FileTable();
  readonly sessions = new SessionTable();
  readonly connections = new Map<number, ConnectionDriver>();
  readonly logonDelays = new LogonDelays();
  readonly pending = new PendingRequests();
  readonly admission = new Admission();
  readonly breaks = new Breaks(this);
  readonly ownChanges = new OwnChanges(() => this.nowMs());
  readonly changes = new Changes(this.breaks, this.ownChanges);
  readonly durables = new Durables(this);
  readonly persistents = new Persistents(this);
  readonly localChanges = new LocalChanges(this);
  readonly offloadTokens = new OffloadTokens();
  readonly massChanges = new MassChanges(this);
  readonly slabs: SlabPool;
  readonly volumes: Volumes;
  readonly pastVolumes: PastVolumes;
  readonly usages = new Usages();
  readonly startedAtMs: number;
  catalog: Catalog;
  openCount = 0;
  /** Replies that another thread signed or sealed in the visit that read their payload. */
  foreseenCount = 0;
  readonly #timers = new Timers();
  readonly #securityHint: Uint8Array;
  #nextConnectionId = 1;
  #nextOpenId: number;
  #hasRestored = false;
  #isStopping = false;

  constructor(ports: EnginePorts, catalog: Catalog) {
    this.ports = ports;
    this.catalog = catalog;
    this.startedAtMs = ports.clock.nowMs();
    this.#nextOpenId = Math.floor(this.startedAtMs) * OPENS_PER_MS_MAX + 1;
    this.slabs = new SlabPool(ports.isTest === true);
    this.pastVolumes = new PastVolumes(ports.vfs, () => this.nowMs());
    this.volumes = new Volumes(ports.vfs, () => this.catalog);
    this.#securityHint = initialToken();
    this.massChanges.restore();
  }

  get crypto(): CryptoProvider {
    return this.ports.crypto;
  }

  nowMs(): number {
    return this.ports.clock.nowMs();
  }

  monotonicUs(): number {
    return this.ports.clock.monotonicUs();
  }

  random(bytes: Uint8Array): void {
    this.ports.random.fill(bytes);
  }

  emit(event: EngineEvent): void {
    if (event.type === "audit" && !this.catalog.isAudited(event.share, event.kind)) return;
    this.ports.observer.emit(event);
  }

  /** A client connected. Null: refused, and the transport is closed. */
  accept(transport: Transport): ConnectionDriver | null {
    const reason = this.#isStopping ? "stopping" : this.admission.refuses(transport.remoteAddress);
    if (reason !== null) {
      this.emit({ type: "connection.refused", address: transport.remoteAddress, reason });
      transport.close(false);
      return null;
    }
    const connection = new Connection(this.#nextConnectionId++, transport, this.nowMs());
    const driver = new ConnectionDriver(this, connection);
    this.connections.set(connection.id, driver);
    this.admission.admitted(transport.remoteAddress);
    this.emit({
      type: "connection.accepted",
      connection: connection.id,
      address: transport.remoteAddress,
    });
    return driver;
  }

  /** Called by the clock's owner when `wakeAt` is due. */
  tick(): void {
    this.#timers.run(this.nowMs());
    this.#armClock();
  }

  setTimer(atMs: number, callback: () => void): TimerHandle {
    const handle = this.#timers.add(atMs, () => this.guardUnasked(callback));
    this.#armClock();
    return handle;
  }

  /** Timers that will run; each belongs to a connection, a logon or a request, and goes with it. */
  get timerCount(): number {
    return this.#timers.count;
  }

  /** What no connection asked for, such as a timer, and fails is our mistake; the others, and the process, go on. */
  guardUnasked(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.emit({ type: "engine.invariant", connection: 0, message: messageOf(error) });
      if (this.ports.isTest === true) throw error;
    }
    this.#writeDown();
  }

  #armClock(): void {
    const next = this.#timers.nextMs;
    if (next !== Number.POSITIVE_INFINITY) this.ports.clock.wakeAt(next);
  }

  securityHint(): Uint8Array {
    return this.#securityHint;
  }

  newAuthentication(): AuthMachine {
    const catalog = this.catalog;
    return new AuthMachine({
      provider: this.crypto,
      random: this.ports.random,
      accounts: new CatalogAccounts(catalog, (userId) => this.massChanges.isBlocked(userId)),
      targetName: catalog.server.name,
      dnsName: catalog.server.dnsName,
      policy: {
        allowAnonymous: catalog.settings.anonymousIpc,
        clockSkewMsMax: NTLM_CLOCK_SKEW_MS_MAX,
      },
    });
  }

  newSessionId(): number {
    // 32 bits, as Samba's and Windows' are: some clients keep no more. It is no secret; the keys are.
    const bytes = new Uint8Array(4);
    const data = new DataView(bytes.buffer);
    for (;;) {
      this.random(bytes);
      const id = data.getUint32(0, true);
      if (id !== 0 && !this.sessions.has(id)) return id;
    }
  }

  /** Where the session's first channel comes from; "" when it has none any more. */
  addressOf(session: Session): string {
    for (const connectionId of session.channels.keys()) {
      const driver = this.connections.get(connectionId);
      if (driver !== undefined) return driver.connection.transport.remoteAddress;
    }
    return "";
  }

  newOpenId(): { readonly volatileId: number; readonly persistentId: number } {
    const volatileId = this.#nextOpenId++;
    return { volatileId, persistentId: volatileId };
  }

  addOpen(open: Open): NtStatus {
    if (open.session.opens.size >= OPEN_COUNT_PER_SESSION_MAX)
      return limitReached(this, "OPEN_COUNT_PER_SESSION_MAX", STATUS_TOO_MANY_OPENED_FILES);
    if (this.openCount >= OPEN_COUNT_MAX)
      return limitReached(this, "OPEN_COUNT_MAX", STATUS_INSUFFICIENT_RESOURCES);
    open.session.opens.set(open.volatileId, open);
    open.tree.openCount++;
    this.openCount++;
    open.stream?.opened(open);
    this.changes.opened(open);
    return STATUS_SUCCESS;
  }

  /** Before the first connection, with the first catalog that there is. */
  restorePersistents(): void {
    if (this.#hasRestored || this.catalog.revision === 0) return;
    this.#hasRestored = true;
    restorePersistents(this);
  }

  /** An open of an earlier run: it is in no session until its client takes it back. */
  restoreOpen(open: Open): void {
    this.openCount++;
    this.#nextOpenId = Math.max(this.#nextOpenId, open.persistentId + 1);
    open.stream?.opened(open);
    this.changes.opened(open);
    this.localChanges.granted(open);
  }

  openByResumeKey(session: Session, keyHex: string): Open | null {
    for (const open of session.opens.values()) if (open.resumeKey === keyHex) return open;
    return null;
  }

  /** Of any session, or of none where it is kept for a client that is gone. */
  openByVolatileId(id: number): Open | null {
    for (const session of this.sessions.values()) {
      const open = session.opens.get(id);
      if (open !== undefined) return open;
    }
    for (const open of this.durables.table.disconnectedOpens()) {
      if (open.volatileId === id) return open;
    }
    return null;
  }

  closeOpen(open: Open): void {
    if (open.isClosed) return;
    open.isClosed = true;
    this.pending.cancelOpen(STATUS_FILE_CLOSED, open);
    // What is kept for a client that is gone is in no session.
    if (open.session.opens.delete(open.volatileId)) open.tree.openCount--;
    this.openCount--;
    this.persistents.touch(open);
    this.persistents.closed(open);
    this.durables.closed(open);
    this.offloadTokens.forget(open);
    this.changes.hold();
    try {
      settleClose(this, open);
    } finally {
      this.changes.release();
    }
  }

  sendBreaks(caching: Caching, breaks: readonly Break<Open>[]): void {
    this.breaks.send(caching, breaks);
  }

  settleBreak(holder: OplockHolder<Open> | null, resumed: readonly BreakWaiter[]): void {
    this.breaks.settle(holder, resumed);
  }

  granted(open: Open): void {
    this.localChanges.granted(open);
  }

  changed(change: Change): void {
    this.changes.changed(change);
  }

  deletePending(open: Open): void {
    this.changes.deletePending(open);
  }

  watch(open: Open, request: NotifyRequest<NotifyWaiter>): NotifyAnswer<NotifyWaiter> | null {
    this.localChanges.watched(open, request.isTree);
    return this.changes.watch(open, request);
  }

  cancelWatch(open: Open, waiter: NotifyWaiter): boolean {
    return this.changes.cancelWatch(open, waiter);
  }

  volume(share: CatalogShare): VfsShare | NtStatus {
    return this.volumes.of(share);
  }

  openPipe(name: string, session: Session): PipeEndpoint | null {
    const pipe = this.ports.openPipe(name, session, this);
    if (pipe === null) this.emit({ type: "pipe.refused", name });
    return pipe;
  }

  networkInterfaces(): readonly NetworkInterface[] {
    return this.ports.networkInterfaces();
  }

  authenticated(connection: Connection): void {
    if (connection.isAuthenticated) return;
    connection.isAuthenticated = true;
    this.admission.authenticated(connection.transport.remoteAddress);
    this.connections.get(connection.id)?.authenticated();
  }

  endTree(tree: Tree): void {
    if (!tree.session.trees.delete(tree.id)) return;
    // The opens first: what waits on one of them is answered as by its CLOSE.
    for (const open of [...tree.session.opens.values()])
      if (open.tree === tree) this.closeOpen(open);
    this.pending.cancelWhere(STATUS_FILE_CLOSED, (request) => request.foundTree === tree);
  }

  endSession(session: Session, _reason: string, durable: "close" | "keep" = "close"): void {
    endSession(this, session, durable);
  }

  /** The transport is gone or going: everything that hangs on this connection alone ends. */
  connectionEnded(driver: ConnectionDriver, reason: string): void {
    connectionEnded(this, driver, reason);
  }

  disconnect(connection: Connection, reason: string): void {
    const driver = this.connections.get(connection.id);
    if (driver === undefined) return;
    this.connectionEnded(driver, reason);
    connection.transport.close(false);
  }

  /** Runs protocol work of a connection; our own mistakes end that connection and no other. */
  guard(connection: Connection, work: () => void): void {
    this.changes.hold();
    try {
      work();
    } catch (error) {
      const message = messageOf(error);
      this.emit({ type: "engine.invariant", connection: connection.id, message });
      this.disconnect(connection, "internal error");
      if (this.ports.isTest === true) throw error;
    } finally {
      this.changes.release();
      this.#writeDown();
    }
  }

  /** Changes that no reply waits for. */
  #writeDown(): void {
    if (this.persistents.isTouched) this.persistents.commit(() => {});
  }

  malformed(connection: Connection, command: number, error: WireError): NtStatus {
    this.emit({ type: "wire.malformed", connection: connection.id, command, reason: error.reason });
    return STATUS_INVALID_PARAMETER;
  }

  unauthentic(request: Request, reason: string): NtStatus {
    const { id } = request.connection;
    this.emit({
      type: "wire.unauthentic",
      connection: id,
      command: request.header.command,
      reason,
    });
    return STATUS_ACCESS_DENIED;
  }

  grantCredits(request: Request): number {
    const connection = request.connection;
    const requested = Math.max(1, request.header.credit);
    const countMax = connection.isAuthenticated
      ? CREDIT_COUNT_MAX
      : UNAUTHENTICATED_CREDIT_COUNT_MAX;
    return connection.credits.grant(requested, countMax);
  }

  transmit(
    connection: Connection,
    frame: Uint8Array,
    released: () => void,
    invalidates?: number,
    tail?: FileRange,
  ): void {
    if (connection.isClosed) {
      tail?.release();
      released();
      return;
    }
    const sent = () => {
      released();
      if (connection.transport.unsentBytes < UNSENT_BYTES_PAUSE / 2) {
        this.connections.get(connection.id)?.resume();
      }
    };
    connection.transport.send(frame, sent, invalidates, tail);
  }

  completed(request: Request, status: NtStatus): void {
    if (request.row?.replaySafe && request.foundOpen !== null) {
      this.ownChanges.touched(request.foundOpen);
    }
    const failed = isError(status) && status !== STATUS_MORE_PROCESSING_REQUIRED;
    const microseconds = this.monotonicUs() - request.startedUs;
    const session = request.foundSession;
    if (session !== null) {
      session.requestCount++;
      session.bytesRead += request.bytesRead;
      session.bytesWritten += request.bytesWritten;
      session.latencySumUs += microseconds;
    }
    this.emit({
      type: "command.done",
      command: request.header.command,
      share: request.foundTree?.name ?? "",
      status: failed ? status : STATUS_SUCCESS,
      microseconds,
      bytesRead: request.bytesRead,
      bytesWritten: request.bytesWritten,
    });
  }

  /** Takes no new connections and ends those there are; opens are closed as by a disconnect. */
  stop(): void {
    this.#isStopping = true;
    this.persistents.stop();
    this.massChanges.stop();
    for (const driver of [...this.connections.values()])
      this.disconnect(driver.connection, "stopping");
    this.durables.closeWhere((open) => !open.isPersistent);
    this.#writeDown();
    for (const open of [...this.durables.table.disconnectedOpens()]) releaseOpen(this, open);
    this.volumes.keepOnly([], () => false);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
}
