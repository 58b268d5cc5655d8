import type { AuditEvent } from "@larder/smbd/control";
import type { Logger } from "pino";
import type { Database } from "../db/database.ts";

/**
 * Audit events of the engine on their way into the database: written in batches, kept (bounded) while the
 * database is away. What does not fit is counted and told in an entry of its own, never silently missing.
 */
export class AuditQueue {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #written: () => void;
  readonly #queue: AuditEvent[];
  #lostCount: number;
  #timer: NodeJS.Timeout | null;
  #writing: Promise<void> | null;

  constructor(db: Database, log: Logger, written: () => void) {
    this.#db = db;
    this.#log = log;
    this.#written = written;
    this.#queue = [];
    this.#lostCount = 0;
    this.#timer = null;
    this.#writing = null;
  }

  push(events: readonly AuditEvent[], lostCount: number): void {
    this.#lostCount += lostCount;
    this.#queue.push(...events);
    const excess = this.#queue.length - EVENTS_MAX;
    if (excess > 0) {
      this.#queue.splice(0, excess);
      this.#lostCount += excess;
    }
    this.#schedule(BATCH_MS);
  }

  /** Writes what is there; for the end of the process. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
    await this.#write();
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write().finally(() => {
        this.#writing = null;
        if (this.#queue.length > 0 || this.#lostCount > 0) this.#schedule(RETRY_MS);
      });
    }, delayMs);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0 || this.#lostCount > 0) {
      const batch = this.#queue.slice(0, BATCH_EVENTS);
      const lostCount = this.#lostCount;
      const rows = batch.map((event) => ({
        time: new Date(event.timeMs),
        source: "engine" as const,
        kind: event.kind as string,
        user: event.user,
        address: event.address,
        share: event.share,
        path: event.path,
        status: event.status === "STATUS_SUCCESS" ? "" : event.status,
        detail: event.detail,
      }));
      if (lostCount > 0) rows.push(lostEntry(lostCount, batch.at(-1)?.timeMs ?? Date.now()));
      try {
        await this.#db.auditEntry.createMany({ data: rows.map(withoutZeroBytes) });
      } catch (error) {
        this.#log.warn(
          { code: (error as { code?: unknown }).code },
          "audit events wait for the database",
        );
        return;
      }
      this.#queue.splice(0, batch.length);
      this.#lostCount -= lostCount;
      this.#written();
    }
  }
}

const EVENTS_MAX = 20_000;
const BATCH_EVENTS = 500;
const BATCH_MS = 200;
const RETRY_MS = 1_000;

function lostEntry(count: number, timeMs: number) {
  return {
    time: new Date(timeMs),
    source: "engine" as const,
    kind: "auditLost",
    user: "",
    address: "",
    share: "",
    path: "",
    status: "",
    detail: `${count} events were lost because nobody could store them`,
  };
}

/** Clients choose names and paths, and Postgres refuses a zero byte in text: one would block the whole queue. */
function withoutZeroBytes<Row extends Record<string, unknown>>(row: Row): Row {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    clean[name] =
      typeof value === "string" ? value.replaceAll("\0", "\uFFFD").toWellFormed() : value;
  }
  // The same fields with the same types.
  return clean as Row;
}
