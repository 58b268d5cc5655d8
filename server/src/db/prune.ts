import type { Logger } from "pino";
import { CHANGES_KEPT_REVISIONS } from "../engine/desired-changes.ts";
import type { Database } from "./database.ts";

/** What stays is said by the audit policy; `limits` are for tests. */
export async function prune(
  db: Database,
  log: Logger,
  nowMs: number,
  limits = LIMITS,
): Promise<void> {
  try {
    const audit = await pruneAudit(db, nowMs, limits.sliceRows);
    const revisions = await db.$executeRaw`
      DELETE FROM engine_revisions
      WHERE revision <= (SELECT revision FROM appliance) - ${limits.revisionsMax}`;
    await db.$executeRaw`
      DELETE FROM engine_changes
      WHERE revision <= (SELECT revision FROM appliance) - ${CHANGES_KEPT_REVISIONS}`;
    await db.$executeRaw`
      DELETE FROM alerts WHERE ended_at IS NOT NULL
        AND id <= (SELECT max(id) FROM alerts) - ${ALERTS_MAX}`;
    await db.removal.deleteMany({ where: { keptUntil: { lte: new Date(nowMs) } } });
    if (audit + revisions > 0) log.info({ audit, revisions }, "old entries were removed");
  } catch (error) {
    // Tried again in an hour; nothing depends on it.
    log.warn({ code: (error as { code?: unknown }).code }, "old entries could not be removed");
  }
}

const ALERTS_MAX = 10_000;
const LIMITS = { sliceRows: 5_000, revisionsMax: 10_000 };

/** In slices, each a transaction of its own, so that nobody waits long for the table. */
async function pruneAudit(db: Database, nowMs: number, sliceRows: number): Promise<number> {
  const policy = await db.auditPolicy.findUniqueOrThrow({ where: { id: 1 } });
  const { retentionDays, rowsMax } = policy;
  let removed = await inSlices(sliceRows, () => {
    return db.$executeRaw`
      DELETE FROM audit_entries WHERE id IN (
        SELECT id FROM audit_entries
        WHERE id <= (SELECT max(id) FROM audit_entries) - ${rowsMax}
        ORDER BY id LIMIT ${sliceRows})`;
  });
  if (retentionDays === null) return removed;
  const oldest = new Date(nowMs - retentionDays * DAY_MS);
  removed += await inSlices(sliceRows, () => {
    return db.$executeRaw`
      DELETE FROM audit_entries WHERE id IN (
        SELECT id FROM audit_entries WHERE time < ${oldest} ORDER BY time, id LIMIT ${sliceRows})`;
  });
  return removed;
}

async function inSlices(sliceRows: number, removeSlice: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await removeSlice();
    removed += count;
    if (count < sliceRows) return removed;
  }
}

const DAY_MS = 86_400_000;
