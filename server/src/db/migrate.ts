import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { writeDump } from "./dump.ts";
import { DatabaseRefused } from "./refused.ts";
import { type RequiredRelease, readRequiredReleases } from "./required-releases.ts";

export interface MigrateOptions {
  /** Where a database is saved before it is changed; it is not when it has nothing yet. */
  readonly dumpFolder: string | null;
  /** Only these are applied, where a saved database of then is to be loaded. */
  readonly upTo?: string | undefined;
}

/** Saved databases of earlier upgrades that are kept. */
const DUMPS_KEPT = 5;

/**
 * Applies `prisma/migrations/<name>/migration.sql` in order of name, each in a transaction with its record in
 * Prisma's own `_prisma_migrations`, so that Prisma's tools agree about what is there. An advisory lock makes
 * two starters take turns. Returns the names applied now. A DatabaseRefused says that this program must not
 * touch this database.
 */
export async function migrate(
  url: string,
  folder: string,
  options: MigrateOptions = { dumpFolder: null },
): Promise<string[]> {
  const all = await readMigrations(folder);
  const { upTo } = options;
  const migrations = upTo === undefined ? all : all.filter(({ name }) => name <= upTo);
  const required = await readRequiredReleases(folder);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const applied = await client.query<{ migration_name: string; checksum: string }>(
      `SELECT migration_name, checksum FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const checksums = new Map(applied.rows.map((row) => [row.migration_name, row.checksum]));
    refuseUnknown(checksums, migrations);
    refuseSkipped(checksums, migrations, required);
    const fresh = migrations.filter((migration) => !checksums.has(migration.name));
    if (fresh[0] !== undefined && checksums.size > 0 && options.dumpFolder !== null) {
      await saveBefore(client, options.dumpFolder, fresh[0].name);
    }
    for (const migration of fresh) await apply(client, migration);
    return fresh.map((migration) => migration.name);
  } finally {
    // Closing the connection releases the lock, whatever happened.
    await client.end();
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Any number that nothing else in this database locks. */
const LOCK = 7_277_337;

/** As Prisma's schema engine makes it. */
const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** An older program must not write into a newer database, nor a changed history be taken for the old one. */
function refuseUnknown(applied: ReadonlyMap<string, string>, known: readonly Migration[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of applied) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw new DatabaseRefused(
        `The database is newer than this program: it knows the migration ${name}. Start the release that was here before, or load a database that was saved before its upgrade.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseRefused(`The migration ${name} was changed after it had been applied.`);
    }
  }
}

/** A release that converts data has to have run once before anything later does. */
function refuseSkipped(
  applied: ReadonlyMap<string, string>,
  known: readonly Migration[],
  required: readonly RequiredRelease[],
): void {
  if (applied.size === 0) return;
  for (const { release, migration } of required) {
    const isSkipped = !applied.has(migration) && known.some(({ name }) => name > migration);
    if (!isSkipped) continue;
    throw new DatabaseRefused(
      `This program cannot bring this database up to date in one step: start release ${release} once, then this one.`,
    );
  }
}

/** `before-<migration>-<time>.jsonl.gz`; the oldest of them go. */
async function saveBefore(client: pg.Client, folder: string, migration: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  await writeDump(client, join(folder, `before-${migration}-${time}.jsonl.gz`));
  const dumps = (await readdir(folder)).filter((name) => /^before-.*\.jsonl\.gz$/.test(name));
  // Names of migrations begin with their time, and so does what follows.
  const old = dumps.sort().slice(0, -DUMPS_KEPT);
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    throw new Error(`The migration ${migration.name} failed`, { cause });
  }
}
