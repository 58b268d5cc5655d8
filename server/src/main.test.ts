import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type TestDatabase, testDatabase } from "./test/test-database.ts";

let database: TestDatabase;
const stateFolder = mkdtempSync(join(tmpdir(), "larder-main-"));
const running = new Set<ChildProcess>();

before(async () => {
  database = await testDatabase();
});

after(async () => {
  for (const child of running) child.kill("SIGKILL");
  await database.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

interface Ready {
  http: string;
  https: string;
  setupComplete: boolean;
}

async function start(
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; ready: Ready | null; log: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      LARDER_STATE: stateFolder,
      DATABASE_URL: database.url,
      LARDER_HTTP_PORT: "0",
      LARDER_HTTPS_PORT: "0",
      LARDER_HTTPS_HOST: "127.0.0.1",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let log = "";
  let ready: Ready | null = null;
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    log += `${line}\n`;
    if (!line.includes('"ready":true')) continue;
    ready = JSON.parse(line) as Ready;
    break;
  }
  return { child, ready, log };
}

test("a fresh box starts, says where, keeps its secrets to itself, and stops when told", async () => {
  const { child, ready, log } = await start();
  assert.match(ready?.http ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(ready?.setupComplete, false);
  for (const name of ["setup-code", "secret.key", "admin.sock", "tls/server.key"]) {
    assert.equal(statSync(join(stateFolder, name)).mode & 0o777, 0o600, name);
  }
  const secrets = ["setup-code", "secret.key"].map((name) =>
    readFileSync(join(stateFolder, name), "utf8").trim(),
  );
  for (const secret of secrets) assert.ok(!log.includes(secret));
  assert.ok(!log.includes("postgresql://"), "the database's password is in its address");
  assert.equal((await ask("/api/ready")).status, 200);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.ok(!existsSync(join(stateFolder, "admin.sock")));
});

test("a second start finds everything as it was, even after a kill", async () => {
  const before = readdirSync(stateFolder).sort();
  const code = readFileSync(join(stateFolder, "setup-code"), "utf8");
  const { child } = await start();
  child.kill("SIGKILL");
  await once(child, "exit");
  const again = await start();
  assert.ok(again.ready !== null, "a socket left behind is no obstacle");
  assert.equal(readFileSync(join(stateFolder, "setup-code"), "utf8"), code);
  again.child.kill("SIGTERM");
  await once(again.child, "exit");
  assert.deepEqual(
    readdirSync(stateFolder).sort(),
    before.filter((name) => name !== "admin.sock"),
  );
});

test("what keeps it from starting is said, and ends it with a failure", async () => {
  const { ready, log, child } = await start({ DATABASE_URL: "", LARDER_STATE: stateFolder });
  assert.equal(ready, null);
  if (child.exitCode === null) await once(child, "exit");
  assert.notEqual(child.exitCode, 0);
  assert.match(log, /DATABASE_URL/);
});

test("over a database of a newer program it changes nothing, and every page says so", async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       VALUES ('later', 'later', '99990101000000_later', now())`,
    );
    const { child, log } = await start();
    assert.match(log, /newer than this program: it knows the migration 99990101000000_later/);
    const page = await ask("/");
    assert.equal(page.status, 503);
    assert.match(page.body, /<h1>Larder cannot start<\/h1>[\s\S]*99990101000000_later/);
    const problem = JSON.parse((await ask("/api/ready")).body);
    assert.equal(problem.code, "not-ready");
    assert.match(problem.detail, /Start the release that was here before/);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  } finally {
    await client.query("DELETE FROM _prisma_migrations WHERE id = 'later'");
    await client.end();
  }
});

function ask(path: string): Promise<{ status: number; body: string }> {
  return new Promise((settle, fail) => {
    const socketPath = join(stateFolder, "admin.sock");
    request({ socketPath, path, agent: false }, async (response) => {
      settle({ status: response.statusCode ?? 0, body: await text(response) });
    })
      .on("error", fail)
      .end();
  });
}
