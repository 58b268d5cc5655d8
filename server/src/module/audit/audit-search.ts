import type { AuditEntry, AuditFilter } from "../../contract/audit.ts";
import { type Database, Prisma } from "../../db/database.ts";

export interface AuditPage {
  readonly items: AuditEntry[];
  readonly nextCursor: string | null;
}

/** Entries that have all that the filter says, newest first, from where the cursor says. */
export async function searchAudit(
  db: Database,
  filter: AuditFilter,
  cursor: string | undefined,
  limit: number,
): Promise<AuditPage> {
  const conditions = [...conditionsOf(filter), ...(cursor === undefined ? [] : [after(cursor)])];
  if (filter.path !== undefined) conditions.push(await pathCondition(db, filter.path));
  const where =
    conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
  // One more than asked for tells whether there is a next page.
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, time, source::text, kind, "user", address, share, path, status, detail, revision
    FROM audit_entries ${where} ORDER BY time DESC, id DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ time, ...row }) => ({
      ...row,
      id: String(row.id),
      timeMs: time.getTime(),
    })),
    nextCursor:
      rows.length > page.length && last !== undefined ? `${last.time.getTime()}-${last.id}` : null,
  };
}

interface Row extends Omit<AuditEntry, "id" | "timeMs"> {
  readonly id: bigint;
  readonly time: Date;
}

/** As the indexes of the migration have them, or they would not be used. */
function conditionsOf(filter: AuditFilter): Prisma.Sql[] {
  const { source, user, share, kind, outcome, address, fromMs, toMs } = filter;
  const given: (Prisma.Sql | false)[] = [
    source !== undefined && Prisma.sql`source = ${source}::audit_source`,
    user !== undefined && Prisma.sql`left(lower("user"), 128) = left(lower(${user}), 128)`,
    share !== undefined && Prisma.sql`left(lower(share), 128) = left(lower(${share}), 128)`,
    kind !== undefined && Prisma.sql`kind = ${kind}`,
    outcome === "refused" && Prisma.sql`status <> ''`,
    outcome === "done" && Prisma.sql`status = ''`,
    address !== undefined && Prisma.sql`address = ${address}`,
    fromMs !== undefined && Prisma.sql`time >= ${new Date(fromMs)}`,
    toMs !== undefined && Prisma.sql`time < ${new Date(toMs)}`,
  ];
  return given.filter((condition) => condition !== false);
}

function after(cursor: string): Prisma.Sql {
  const [timeMs = "0", id = "0"] = cursor.split("-");
  return Prisma.sql`(time, id) < (${new Date(Number(timeMs))}, ${BigInt(id)})`;
}

/**
 * What few entries begin with is looked up by its index; what many do is met soon on the way through the newest.
 * The planner guesses which it is, and where it guesses wrong it reads the whole log.
 */
async function pathCondition(db: Database, path: string): Promise<Prisma.Sql> {
  const [prefix] = await db.$queryRaw<{ short: string; whole: string }[]>`
    SELECT left(lower(${path}), 256) AS short, lower(${path}) AS whole`;
  const short = `${escaped(prefix?.short ?? "")}%`;
  const begins = Prisma.sql`lower(path) LIKE ${`${escaped(prefix?.whole ?? "")}%`}`;
  const [found] = await db.$transaction(async (tx) => {
    // For this question alone: by its index, whatever the statistics say, and entry by entry, so that it ends with
    // the limit. A bitmap would be made of all of them first.
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
    return tx.$queryRaw<{ ids: bigint[] | null }[]>`
      SELECT CASE WHEN count(*) <= ${FEW_MAX} THEN coalesce(array_agg(id), '{}') END AS ids FROM (
        SELECT id FROM audit_entries
        WHERE path <> '' AND left(lower(path), 256) LIKE ${short} LIMIT ${FEW_MAX + 1}
      ) few`;
  });
  const ids = found?.ids ?? null;
  if (ids === null) return Prisma.sql`path <> '' AND ${begins}`;
  return Prisma.sql`id = ANY(${ids}::bigint[]) AND ${begins}`;
}

const FEW_MAX = 5_000;

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
