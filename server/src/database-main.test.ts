import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { migrate } from "./db/migrate.ts";
import { DUMP_FOLDER, migrationsFolder } from "./db/place.ts";
import { type TestDatabase, testDatabase } from "./test/test-database.ts";

const program = fileURLToPath(new URL("./database-main.ts", import.meta.url));
const stateFolder = mkdtempSync(join(tmpdir(), "larder-database-"));
const dumps = join(stateFolder, DUMP_FOLDER);
let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

test("a box goes back to how it was before its upgrade, and what is replaced is kept", async () => {
  await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const first = readdirSync(migrationsFolder).sort()[0]!;
  await migrate(database.url, migrationsFolder, { dumpFolder: null, upTo: first });
  await remember("before the upgrade", 1);
  assert.match(await run("migrate"), /brought up to date/);
  const [name] = readdirSync(dumps);
  const file = join(dumps, name!);
  await remember("after the upgrade", 2);

  assert.match(await run("load", file), /"rows":\d+.*loaded/);
  assert.deepEqual(await remembered(), ["before the upgrade"]);
  assert.deepEqual(await migrate(database.url, migrationsFolder), [], "it is up to date again");

  const replaced = readdirSync(dumps).find((other) => other.includes("replaced"));
  assert.ok(replaced);
  await run("load", join(dumps, replaced));
  assert.deepEqual(await remembered(), ["before the upgrade", "after the upgrade"]);
});

test("a damaged file, or one of a newer program, changes nothing", async () => {
  const had = await remembered();
  const file = join(dumps, readdirSync(dumps)[0]!);
  const torn = join(stateFolder, "torn.jsonl.gz");
  writeFileSync(torn, readFileSync(file).subarray(0, -30));
  await assert.rejects(run("load", torn));
  await assert.rejects(run("load", join(stateFolder, "absent")));
  await assert.rejects(run("load"), /Usage/);
  assert.deepEqual(await remembered(), had);
});

async function remember(label: string, revision: number): Promise<void> {
  await client.query(
    "INSERT INTO engine_revisions (revision, time, actor, label) VALUES ($1, now(), 'test', $2)",
    [revision, label],
  );
}

async function remembered(): Promise<string[]> {
  const found = await client.query<{ label: string }>(
    "SELECT label FROM engine_revisions ORDER BY revision",
  );
  return found.rows.map((row) => row.label);
}

async function run(...given: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...given], {
    env: { PATH: process.env.PATH, LARDER_STATE: stateFolder, DATABASE_URL: database.url },
  });
  return stdout;
}
