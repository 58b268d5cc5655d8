import type { AuditEvent } from "@larder/smbd/control";
import type { Logger } from "pino";
import { type Database, Prisma } from "../db/database.ts";
import { nameKey } from "../module/principal/name-key.ts";

/** Notes when each user was last seen, out of what the engine tells for the audit log. */
export class LastLogons {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #written: () => void;
  readonly #seen: Map<string, number>;
  #timer: NodeJS.Timeout | null;

  constructor(db: Database, log: Logger, written: () => void) {
    this.#db = db;
    this.#log = log;
    this.#written = written;
    this.#seen = new Map();
    this.#timer = null;
  }

  push(events: readonly AuditEvent[]): void {
    for (const { kind, user, timeMs } of events) {
      if (kind !== "logon" || user === "") continue;
      // The engine may say DOMAIN\name.
      const key = nameKey(user.slice(user.lastIndexOf("\\") + 1));
      this.#seen.set(key, Math.max(timeMs, this.#seen.get(key) ?? 0));
    }
    if (this.#timer !== null || this.#seen.size === 0) return;
    this.#timer = setTimeout(() => void this.flush(), GATHER_MS);
    this.#timer.unref();
  }

  /** Writes what is there. What the database does not take is lost with the next logon's time in its place. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = [...this.#seen];
    this.#seen.clear();
    if (entries.length === 0) return;
    const rows = entries.map(
      ([key, timeMs]) => Prisma.sql`(${key}::text, ${new Date(timeMs)}::timestamptz)`,
    );
    try {
      await this.#db.$executeRaw`
        UPDATE users SET last_logon_at = greatest(last_logon_at, seen.at)
        FROM (VALUES ${Prisma.join(rows)}) AS seen(name_key, at), principals
        WHERE principals.name_key = seen.name_key AND users.id = principals.id`;
      this.#written();
    } catch (error) {
      this.#log.warn({ code: (error as { code?: unknown }).code }, "last logons were not noted");
    }
  }
}

const GATHER_MS = 1_000;
