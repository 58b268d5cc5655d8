import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { openDatabase } from "./database.ts";
import { isDatabaseAway } from "./database-away.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { migrationsFolder } from "./place.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-embedded-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const start = (path: string) =>
  startEmbedded({ folder: path, log: () => undefined, settings: ["fsync=off"] });

test("what was written is there after a stop, and after a kill", async () => {
  // Closed to everybody else, as a home folder is.
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o700 });
  const path = join(closed, "db");
  const first = await start(path);
  await query(first.url, "CREATE TABLE kept (n int)");
  await query(first.url, "INSERT INTO kept VALUES (1)");
  await first.stop();
  assert.equal(await first.exited, 0);
  const second = await start(path);
  await query(second.url, "INSERT INTO kept VALUES (2)");
  process.kill(second.pid, "SIGKILL");
  assert.equal(await second.exited, null);
  const third = await start(path);
  assert.deepEqual(await query(third.url, "SELECT n FROM kept ORDER BY n"), [{ n: 1 }, { n: 2 }]);
  assert.equal(statSync(join(path, "password")).mode & 0o777, 0o600);
  assert.equal(statSync(closed).mode & 0o777, 0o700, "nobody had to open the folder");
  await third.stop();
});

test("a database left over by a killed launcher is stopped and replaced", async () => {
  const path = join(folder, "left-over");
  const first = await start(path);
  const second = await start(path);
  assert.notEqual(first.pid, second.pid);
  assert.equal(await first.exited, 0);
  assert.equal((await query(second.url, "SELECT 1 AS one")).length, 1);
  await second.stop();
});

test("a path too long for a socket works", async () => {
  const path = join(folder, "a".repeat(80), "b".repeat(80));
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  const database = await start(path);
  assert.equal((await query(database.url, "SELECT 1 AS one")).length, 1);
  await database.stop();
  const socketFolder = new URL(database.url).searchParams.get("host") ?? "";
  rmSync(socketFolder, { recursive: true, force: true });
});

test("a client notices that the database is away, and goes on when it is back", async () => {
  const path = join(folder, "away");
  const first = await start(path);
  await migrate(first.url, migrationsFolder);
  const db = openDatabase(first.url);
  assert.equal(await db.user.count(), 0);
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  await lastAnswer(() => db.user.count());
  for (const attempt of [() => db.user.count(), () => db.$transaction((tx) => tx.user.count())]) {
    for (let times = 0; times < 3; times += 1) {
      await assert.rejects(attempt, (error) => isDatabaseAway(error) || assert.fail(String(error)));
    }
  }
  const second = await start(path);
  assert.equal(await db.user.count(), 0);
  await db.$disconnect();
  await second.stop();
});

/** Postgres' own children outlive their parent by a moment, and answer once more. */
async function lastAnswer(attempt: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    try {
      await attempt();
    } catch {
      return;
    }
  }
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
