/** The engine under administration: takes snapshots, tells its state, keeps the last good one. */
import { join } from "node:path";
import type { Logger } from "pino";
import { PermissionDesk } from "../../command/permission/permission-desk.ts";
import type { Engine } from "../../engine/engine.ts";
import { recycleFolderOf } from "../../state/recycle-path.ts";
import { statusName } from "../../wire/status.ts";
import { BinSweeper } from "../bin-sweeper.ts";
import type { HostObserver } from "../observe/observer.ts";
import { UsageMeasurer } from "../usage-measurer.ts";
import { Configuration } from "./configuration.ts";
import type { BinReport } from "./contract.ts";
import { answerDisk } from "./disk-calls.ts";
import { ControlLink } from "./link.ts";
import { lockReport } from "./lock-report.ts";
import type { SavedCatalog } from "./saved-catalog.ts";
import { ShareStates } from "./share-states.ts";
import { engineStatus, type HostFacts } from "./status.ts";
import { StatusReport } from "./status-report.ts";

const STATUS_CHANGED_MS = 1_000;
const STATUS_IDLE_MS = 10_000;
/** A list that did not fit one message goes on after this. */
const STATUS_MORE_MS = 100;
/** Of the engine's thread, a twentieth at most goes into telling its status. */
const STATUS_COST_FACTOR = 20;
const AUDIT_MS = 250;
const SAVE_AGAIN_MS = 5_000;

export class Control {
  readonly #engine: Engine;
  readonly #observer: HostObserver;
  readonly #stateFolder: string;
  readonly #saved: SavedCatalog;
  readonly #facts: () => HostFacts;
  readonly #link: ControlLink;
  readonly #bins: BinSweeper;
  readonly #measurer: UsageMeasurer;
  readonly #desk: PermissionDesk;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #shareStates: ShareStates;
  readonly #report: StatusReport;
  readonly #configuration: Configuration;
  #lastFingerprint = "";
  #lastStatusMs = 0;
  #nextStatusMs = 0;

  constructor(
    engine: Engine,
    observer: HostObserver,
    stateFolder: string,
    saved: SavedCatalog,
    facts: () => HostFacts,
    log: Logger,
  ) {
    this.#engine = engine;
    this.#observer = observer;
    this.#stateFolder = stateFolder;
    this.#saved = saved;
    this.#facts = facts;
    this.#desk = new PermissionDesk(engine);
    this.#bins = new BinSweeper(engine);
    this.#measurer = new UsageMeasurer(engine);
    this.#shareStates = new ShareStates(engine);
    this.#report = new StatusReport(engine, this.#shareStates);
    this.#configuration = new Configuration(engine, saved, this.#shareStates, log);
    this.#configuration.applied = (isWhole) => {
      if (isWhole) this.#report.forgetShares();
      this.applied();
    };
    this.#link = new ControlLink(
      {
        version: facts().version,
        revision: () => engine.catalog.revision,
        configure: (message, done) => this.#configuration.take(message, done),
        closeSession: (id) => this.#closeSession(id),
        closeOpen: (id) => this.#closeOpen(id),
        emptyBin: (shareId, user, done) => this.#emptyBin(shareId, user, done),
        massChangeTouched: (id) => engine.massChanges.record(id)?.touched() ?? "no such incident",
        locks: (ask) => lockReport(engine, ask),
        releaseMassChange: (id) => this.#releaseMassChange(id),
        disk: (ask, done) => void answerDisk(ask).then(done),
        permission: (ask, done) => engine.guardUnasked(() => this.#desk.answer(ask, done)),
        connected: () => {
          this.#report.restart();
          this.#tellStatus();
        },
        disconnected: () => {
          this.#desk.close();
          this.#configuration.disconnected();
        },
      },
      log,
    );
  }

  async start(): Promise<void> {
    await this.#link.listen(join(this.#stateFolder, "control.sock"));
    this.#timers.push(setInterval(() => this.#tellStatusWhenDue(), STATUS_MORE_MS));
    this.#timers.push(setInterval(() => this.#tellAudit(), AUDIT_MS));
    this.#timers.push(setInterval(() => void this.#saved.retry(), SAVE_AGAIN_MS));
  }

  /** Called when a configuration has come. */
  applied: () => void = () => {};

  stop(): void {
    this.#bins.end();
    this.#measurer.end();
    for (const timer of this.#timers) clearInterval(timer);
    this.#tellAudit();
    this.#link.close();
    this.#desk.close();
  }

  #emptyBin(
    shareId: string,
    user: string | null,
    done: (report: BinReport | string) => void,
  ): void {
    const share = this.#engine.catalog.shareById(shareId);
    const folder = user === null ? null : recycleFolderOf(user);
    const isNobody = folder === null && user !== null;
    if (share === null || isNobody) {
      done(isNobody ? "no such user has a bin" : "no such share");
      return;
    }
    this.#bins.empty(share, folder, ({ removedCount, removedBytes, isComplete, failed }) => {
      const named = failed.map(({ path, status }) => ({ path, status: statusName(status) }));
      done({ removedCount, removedBytes, isComplete, failed: named });
    });
  }

  #closeSession(id: string): string | null {
    const session = /^\d+$/.test(id) ? this.#engine.sessions.get(BigInt(id)) : undefined;
    if (session === undefined) return "no such session";
    this.#audit("sessionClosed", session.userName, "", "");
    this.#engine.endSession(session, "closed by the administrator");
    this.#tellStatus();
    return null;
  }

  #closeOpen(id: string): string | null {
    const open = this.#engine.openByVolatileId(Number(id));
    if (open === null) return "no such open file";
    this.#audit("openClosed", open.session.userName, open.tree.name, open.path.join("/"));
    this.#engine.closeOpen(open);
    this.#tellStatus();
    return null;
  }

  #releaseMassChange(id: string): string | null {
    if (!this.#engine.massChanges.release(id)) return "no such incident";
    this.#tellStatus();
    return null;
  }

  #audit(kind: "sessionClosed" | "openClosed", user: string, share: string, path: string): void {
    this.#engine.emit({
      type: "audit",
      kind,
      user,
      address: "",
      share,
      path,
      status: 0,
      detail: "",
    });
  }

  #tellStatusWhenDue(): void {
    if (performance.now() >= this.#nextStatusMs) this.#tellStatus();
  }

  #tellStatus(): void {
    if (!this.#link.isConnected) return;
    const startedMs = performance.now();
    const { lists, isEmpty, hasMore } = this.#report.next();
    const engine = engineStatus(this.#engine, this.#observer.metrics, this.#facts());
    const fingerprint = JSON.stringify({ ...engine, uptimeMs: 0, residentBytes: 0 });
    const isSame = isEmpty && fingerprint === this.#lastFingerprint;
    if (!isSame || startedMs - this.#lastStatusMs >= STATUS_IDLE_MS) {
      this.#lastFingerprint = fingerprint;
      this.#lastStatusMs = startedMs;
      this.#link.send({ type: "status", engine, ...lists });
    }
    const nowMs = performance.now();
    const pauseMs = hasMore ? STATUS_MORE_MS : STATUS_CHANGED_MS;
    this.#nextStatusMs =
      nowMs + Math.max(pauseMs - STATUS_MORE_MS / 2, STATUS_COST_FACTOR * (nowMs - startedMs));
  }

  #tellAudit(): void {
    if (!this.#link.isConnected) return;
    const taken = this.#observer.takeAudit();
    if (taken.events.length === 0 && taken.lost === 0) return;
    if (!this.#link.send({ type: "audit", ...taken })) this.#observer.returnAudit(taken);
  }
}
