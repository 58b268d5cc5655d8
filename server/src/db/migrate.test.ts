import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { checkDump, loadDump } from "./dump.ts";
import { type EmbeddedDatabase, startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { migrationsFolder, schemaPath } from "./place.ts";
import { schemaSql } from "./schema-sql.ts";

let folder: string;
let database: EmbeddedDatabase;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "larder-migrate-"));
  database = await startEmbedded({
    folder: join(folder, "db"),
    log: () => undefined,
    settings: ["fsync=off"],
  });
});

after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

test("two starters apply each migration once, and the second finds nothing to do", async () => {
  const url = await freshDatabase("twice");
  const applied = await Promise.all([
    migrate(url, migrationsFolder),
    migrate(url, migrationsFolder),
  ]);
  assert.equal(applied.filter((names) => names.length > 0).length, 1);
  assert.deepEqual(await migrate(url, migrationsFolder), []);
  const rows = await query(url, "SELECT migration_name, finished_at FROM _prisma_migrations");
  assert.equal(rows.length, applied.flat().length);
  assert.ok(rows.every((row) => row.finished_at !== null));
});

test("the migrations lead to the schema", async () => {
  const migrated = await freshDatabase("migrated");
  await migrate(migrated, migrationsFolder);
  const direct = await freshDatabase("direct");
  await query(direct, await schemaSql(direct, null, await readFile(schemaPath, "utf8")));
  await query(migrated, "DROP TABLE _prisma_migrations");
  const found = await shape(migrated);
  assert.ok(found.length > 100, "the catalog query finds the schema");
  assert.deepEqual(found, await shape(direct));
});

test("a migration that fails leaves nothing behind", async () => {
  const url = await freshDatabase("failing");
  const broken = join(folder, "broken");
  await mkdir(join(broken, "1_bad"), { recursive: true });
  await writeFile(
    join(broken, "1_bad/migration.sql"),
    "CREATE TABLE half (id int); SELECT nonsense;",
  );
  await assert.rejects(migrate(url, broken), /1_bad failed/);
  assert.deepEqual(await query(url, "SELECT * FROM pg_tables WHERE tablename = 'half'"), []);
  assert.deepEqual(await query(url, "SELECT * FROM _prisma_migrations"), []);
});

test("a database from a newer program is refused", async () => {
  const url = await freshDatabase("newer");
  const newer = join(folder, "newer");
  await mkdir(join(newer, "9_future"), { recursive: true });
  await writeFile(join(newer, "9_future/migration.sql"), "CREATE TABLE future (id int);");
  await migrate(url, newer);
  await assert.rejects(migrate(url, migrationsFolder), /newer than this program/);
});

test("a database is saved before an upgrade changes it, and can be loaded again as it was", async () => {
  const url = await freshDatabase("upgraded");
  const all = (await readdir(migrationsFolder)).filter((name) => /^\d/.test(name)).sort();
  await migrate(url, migrationsFolder, { dumpFolder: null, upTo: all[0]! });
  await query(
    url,
    `INSERT INTO engine_revisions (revision, time, actor, label)
     SELECT n, now(), 'é "' || n || '"', E'two\\nlines' FROM generate_series(1, 2500) n`,
  );
  const dumpFolder = join(folder, "dumps");
  await migrate(url, migrationsFolder, { dumpFolder });
  const [name, ...more] = await readdir(dumpFolder);
  assert.deepEqual(more, []);
  const file = join(dumpFolder, name!);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await checkDump(file), all.slice(0, 1));

  const again = await freshDatabase("loaded");
  await migrate(again, migrationsFolder, { dumpFolder: null, upTo: all[0]! });
  const client = new pg.Client({ connectionString: again });
  await client.connect();
  try {
    await loadDump(client, file);
  } finally {
    await client.end();
  }
  const rows = "SELECT * FROM engine_revisions ORDER BY revision";
  assert.equal((await query(again, rows)).length, 2500);
  assert.deepEqual(await query(again, rows), await query(url, rows));

  const whole = await readFile(file);
  const torn = join(folder, "torn.jsonl.gz");
  await writeFile(torn, whole.subarray(0, whole.length - 40));
  await assert.rejects(checkDump(torn));
  await writeFile(torn, gzipSync(gunzipSync(whole).subarray(0, -20)));
  await assert.rejects(checkDump(torn), /ends in the middle/);
});

test("a release that an upgrade must not leave out is named", async () => {
  const url = await freshDatabase("skipping");
  const releases = join(folder, "releases");
  for (const name of ["1_first", "2_converting", "3_later"]) {
    await mkdir(join(releases, name), { recursive: true });
    await writeFile(join(releases, name, "migration.sql"), `CREATE TABLE "t${name}" (id int);`);
  }
  await migrate(url, releases, { dumpFolder: null, upTo: "1_first" });
  const required = [{ release: "0.2.0", migration: "2_converting" }];
  await writeFile(join(releases, "required-releases.json"), JSON.stringify(required));
  await assert.rejects(migrate(url, releases), /start release 0\.2\.0 once/);
  // That release itself, and then this one, may.
  await migrate(url, releases, { dumpFolder: null, upTo: "2_converting" });
  assert.deepEqual(await migrate(url, releases), ["3_later"]);
  const fresh = await freshDatabase("not_skipping");
  assert.equal((await migrate(fresh, releases)).length, 3);
});

async function freshDatabase(name: string): Promise<string> {
  await query(database.url, `CREATE DATABASE ${name}`);
  return database.url.replace("/larder?", `/${name}?`);
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Columns, indexes, constraints and enum values as text, sorted. */
async function shape(url: string): Promise<string[]> {
  const rows = await query(
    url,
    `SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default,
            datetime_precision) AS line
       FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
     -- Indexes on expressions are the migrations' alone: Prisma's schema cannot say them.
       AND indexdef NOT LIKE '%lower(%' AND indexdef NOT LIKE '% WHERE %'
       -- So are those with an order of nulls, and those of pg_trgm.
       AND indexdef NOT LIKE '%NULLS LAST%' AND indexdef NOT LIKE '%gin_trgm_ops%'
     UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT concat_ws(' ', 'enum', typname, enumsortorder, enumlabel)
       FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
     ORDER BY 1`,
  );
  return rows.map((row) => String(row.line));
}
