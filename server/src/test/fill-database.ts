import { type Database, Prisma } from "../db/database.ts";

export interface Fill {
  readonly users: number;
  readonly groups: number;
  readonly shares: number;
  readonly auditRows: number;
}

const SLICE = 10_000;
const RID_BASE = 100_000;

/**
 * Fills a fresh database as large installations are: users in groups, shares with permissions, and an audit log of
 * half a year in which few users do most. In slices, each within the time that a statement may take.
 */
export async function fillDatabase(db: Database, fill: Fill): Promise<void> {
  for (let from = 1; from <= fill.users; from += SLICE) {
    await addUsers(db, from, Math.min(from + SLICE - 1, fill.users));
  }
  await addGroups(db, fill);
  await addShares(db, fill.shares);
  for (let from = 1; from <= fill.auditRows; from += SLICE) {
    await addAudit(db, from, Math.min(from + SLICE - 1, fill.auditRows), fill);
  }
  await db.$executeRaw`ANALYZE`;
}

async function addUsers(db: Database, from: number, to: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO principals (id, kind, name_key, rid)
    SELECT gen_random_uuid(), 'user', 'person-' || n, ${RID_BASE}::int + n
    FROM generate_series(${from}::int, ${to}::int) n`;
  await db.$executeRaw`
    INSERT INTO users (id, name, full_name, uid, gid, last_logon_at, updated_at)
    SELECT id, name_key, 'Number ' || rid, rid, rid, now() - rid * interval '1 second', now()
    FROM principals
    WHERE kind = 'user' AND rid BETWEEN ${RID_BASE + from} AND ${RID_BASE + to}`;
}

async function addGroups(db: Database, { users, groups }: Fill): Promise<void> {
  await db.$executeRaw`
    INSERT INTO principals (id, kind, name_key, rid)
    SELECT gen_random_uuid(), 'group', 'team-' || n, 1000 + n FROM generate_series(1, ${groups}::int) n`;
  await db.$executeRaw`
    INSERT INTO groups (id, name, gid, updated_at)
    SELECT id, name_key, rid, now() FROM principals WHERE kind = 'group'`;
  for (let from = 1; from <= users; from += SLICE) {
    await db.$executeRaw`
      INSERT INTO group_members (group_id, user_id)
      SELECT groups.id, users.id FROM users, groups
      WHERE uid BETWEEN ${RID_BASE + from} AND ${RID_BASE + from + SLICE - 1}
        AND (groups.name = 'team-1' OR groups.name = 'team-' || (2 + uid % ${groups - 1}))`;
  }
}

async function addShares(db: Database, shares: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO shares (id, name, name_key, path, file_mode, directory_mode, updated_at)
    SELECT gen_random_uuid(), 'share-' || n, 'share-' || n, '/srv/share-' || n, 436, 509, now()
    FROM generate_series(1, ${shares}::int) n`;
  await db.$executeRaw`
    INSERT INTO share_permissions (id, share_id, principal_id, "right")
    SELECT gen_random_uuid(), shares.id, groups.id, 'change' FROM shares, groups
    WHERE groups.name = 'team-1' OR groups.name = 'team-' || (2 + length(shares.path) % 7)`;
}

/** Of ten entries nine are of a hundred busy users; one in a hundred was refused, one in thousand is of a rare kind. */
async function addAudit(db: Database, from: number, to: number, fill: Fill): Promise<void> {
  const { users, shares, auditRows } = fill;
  await db.$executeRaw`
    INSERT INTO audit_entries (time, source, kind, "user", address, share, path, status, detail)
    SELECT date_trunc('milliseconds', now()) - (${auditRows}::int - n) * interval '15 seconds',
      'engine',
      CASE WHEN n % 1000 = 0 THEN 'securityChange' WHEN n % 100 = 0 THEN 'logonFailed'
        ELSE (ARRAY['create', 'delete', 'rename', 'connect', 'logon'])[1 + n % 5] END,
      'person-' || CASE WHEN n % 10 = 0 THEN 1 + (n::bigint * 7919) % ${users}::int ELSE 1 + n % 100 END,
      '10.' || n % 7 || '.' || n % 11 || '.' || n % 250,
      'share-' || 1 + (n::bigint * 31) % ${shares}::int,
      'Projects/' || n % 97 || '/Reports of ' || n % 1009 || '/file-' || n || '.txt',
      CASE WHEN n % 100 = 0 THEN 'STATUS_LOGON_FAILURE' ELSE '' END,
      ''
    FROM generate_series(${from}::int, ${to}::int) n`;
}

/** Of the filled database, by name: team-1 has everybody in it, the others some hundreds. */
export async function idOf(
  db: Database,
  table: "users" | "groups" | "shares",
  name: string,
): Promise<string> {
  const from = Prisma.raw(table);
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM ${from} WHERE name = ${name}`;
  if (row === undefined) throw new Error(`${name} is not among the ${table}`);
  return row.id;
}
