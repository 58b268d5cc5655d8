import type { Logger } from "pino";
import { type AlertRules, channelTargetSchema } from "../contract/alert.ts";
import type { Database, Transaction } from "../db/database.ts";
import type { Live } from "../engine/live.ts";
import type { DataDisk } from "../module/folder/data-disk.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { AlertMessage } from "./alert-message.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { deliver } from "./deliver.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { DiskWatch } from "./disk-watch.ts";
import { inLanguage } from "./in-language.ts";
import { readAlertRules } from "./read-alert-rules.ts";

export interface AlertsOptions {
  readonly db: Database;
  readonly disk: DataDisk;
  readonly live: Live;
  readonly sealer: Sealer;
  readonly log: Logger;
  readonly now: () => number;
  readonly certificateEndsAtMs: () => Promise<number | null>;
  readonly changed: (resources: readonly ("alerts" | "alert-channels")[]) => void;
}

/** Looks again and again at what the rules name: tells what is new, and what is over. */
export class Alerts {
  readonly #options: AlertsOptions;
  readonly #disks: DiskWatch<Condition>;
  #timer: NodeJS.Timeout | null;
  #running: Promise<void> | null;
  #unreachableSinceMs: number | null;
  readonly #queue: DeliveryQueue;

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#disks = new DiskWatch<Condition>();
    this.#timer = null;
    this.#running = null;
    this.#unreachableSinceMs = null;
    const send = (channelId: string, message: AlertMessage) => this.send(channelId, message);
    this.#queue = new DeliveryQueue({ db: options.db, log: options.log, send });
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** One look, and what follows from it; two never overlap. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #look(): Promise<void> {
    const { db, disk, live, now, log, certificateEndsAtMs } = this.#options;
    const nowMs = now();
    this.#unreachableSinceMs = live.isCurrent ? null : (this.#unreachableSinceMs ?? nowMs);
    const { unreachableSinceMs } = this;
    try {
      const rules = await readAlertRules(db);
      const disks = this.#disks;
      const watched = { db, disk, live, disks, unreachableSinceMs, certificateEndsAtMs, nowMs };
      await this.#settle(rules, await conditionsOf(rules, watched), nowMs);
      await this.#queue.deliverDue(nowMs);
    } catch (error) {
      // The database is away: looked at again soon.
      log.warn({ code: (error as { code?: unknown }).code }, "alerts could not be looked after");
    }
  }

  get unreachableSinceMs(): number | null {
    return this.#unreachableSinceMs;
  }

  async #settle(rules: AlertRules, found: readonly Condition[], nowMs: number): Promise<void> {
    const { db, changed } = this.#options;
    const active = await db.alert.findMany({ where: { endedAt: null } });
    const byKey = new Map(active.map((alert) => [`${alert.kind} ${alert.subject}`, alert]));
    let hasChanged = false;
    for (const condition of found) {
      const key = `${condition.kind} ${condition.subject}`;
      const known = byKey.get(key);
      byKey.delete(key);
      const { title, detail } = condition;
      const lastAt = new Date(nowMs);
      if (known !== undefined) {
        // It came again too soon to be told, and has stayed since.
        const isDue =
          known.isQuiet && !(await this.#isTooSoon(condition, rules.quietMinutes, nowMs));
        hasChanged ||= isDue || known.detail !== detail;
        const data = { title, detail, lastAt, isQuiet: known.isQuiet && !isDue };
        await db.$transaction(async (tx) => {
          await tx.alert.update({ where: { id: known.id }, data });
          if (isDue) await this.#tell(tx, { ...condition, event: "raised" }, nowMs);
        });
        continue;
      }
      const isQuiet = await this.#isTooSoon(condition, rules.quietMinutes, nowMs);
      // Together, so that nothing is known of which nobody was told.
      await db.$transaction(async (tx) => {
        await tx.alert.create({ data: { ...condition, raisedAt: lastAt, lastAt, isQuiet } });
        if (!isQuiet) await this.#tell(tx, { ...condition, event: "raised" }, nowMs);
      });
      hasChanged = true;
    }
    for (const over of byKey.values()) {
      const { kind, detail } = over;
      const title = `Over: ${over.title}`;
      await db.$transaction(async (tx) => {
        await tx.alert.update({ where: { id: over.id }, data: { endedAt: new Date(nowMs) } });
        if (!over.isQuiet) await this.#tell(tx, { kind, title, detail, event: "recovered" }, nowMs);
      });
      hasChanged = true;
    }
    if (hasChanged) changed(["alerts"]);
  }

  async #isTooSoon(
    { kind, subject }: Condition,
    quietMinutes: number,
    nowMs: number,
  ): Promise<boolean> {
    const since = new Date(nowMs - quietMinutes * 60_000);
    const count = await this.#options.db.alert.count({
      where: { kind, subject, isQuiet: false, endedAt: { gt: since } },
    });
    return count > 0;
  }

  async #tell(
    tx: Transaction,
    {
      kind,
      title,
      detail,
      event,
    }: { kind: string } & Pick<AlertMessage, "title" | "detail" | "event">,
    timeMs: number,
  ): Promise<void> {
    const { serverName } = await tx.setting.findUniqueOrThrow({ where: { id: 1 } });
    const { language } = await readAlertRules(tx);
    const words = { title: inLanguage(language, title), detail: inLanguage(language, detail) };
    // The kind was checked when it was written.
    const message = { kind, ...words, event, timeMs, box: serverName } as AlertMessage;
    await this.#queue.put(tx, message);
  }

  /** Sends a message by a channel and notes how that went. null: it arrived; else why not. */
  async send(channelId: string, message: AlertMessage): Promise<string | null> {
    const { db, sealer, now, log, changed } = this.#options;
    const row = await db.alertChannel.findUnique({ where: { id: channelId } });
    if (row === null) return null;
    const target = channelTargetSchema.parse(row.target);
    const sealed = row.sealedSecret;
    const secret = sealed === null ? null : sealer.open(sealed, `alert-channel ${row.id}`);
    // Without it a message would go out unsigned, or a mail without signing in.
    const isLost = sealed !== null && secret === null;
    let reason: string | null = isLost ? LOST_SECRET : null;
    try {
      if (!isLost) await deliver(target, secret?.toString("utf8") ?? null, message);
    } catch (error) {
      reason = error instanceof Error ? error.message.slice(0, REASON_LENGTH_MAX) : "It failed.";
      log.warn({ channel: row.name, reason }, "an alert did not arrive");
    }
    const at = new Date(now());
    await db.alertChannel.updateMany({
      where: { id: channelId },
      data:
        reason === null
          ? { lastError: "", lastDeliveredAt: at }
          : { lastError: reason, lastErrorAt: at },
    });
    changed(["alert-channels"]);
    return reason;
  }
}

const LOST_SECRET = "Its secret does not open with this box's key: enter it anew.";
const LOOK_MS = 15_000;
const REASON_LENGTH_MAX = 500;
