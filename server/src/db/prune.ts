import type { Logger } from "pino";
import type { Database } from "./database.ts";

/** Keeps the tables that grow by themselves at a size that any disk holds. */
export async function prune(db: Database, log: Logger, limits = LIMITS): Promise<void> {
  try {
    const audit = await db.$executeRaw`
      DELETE FROM audit_entries
      WHERE id <= (SELECT max(id) FROM audit_entries) - ${limits.auditEntriesMax}`;
    const revisions = await db.$executeRaw`
      DELETE FROM engine_revisions
      WHERE revision <= (SELECT revision FROM appliance) - ${limits.revisionsMax}`;
    if (audit + revisions > 0) log.info({ audit, revisions }, "old entries were removed");
  } catch (error) {
    // Tried again in an hour; nothing depends on it.
    log.warn({ code: (error as { code?: unknown }).code }, "old entries could not be removed");
  }
}

/** About 300 MB of audit log. */
const LIMITS = { auditEntriesMax: 1_000_000, revisionsMax: 10_000 };
