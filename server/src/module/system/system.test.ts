import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { fakeMassChange } from "../../test/fake-engine.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { VERSION } from "../../version.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  mkdirSync(join(server.stateFolder, "log"), { recursive: true });
});

after(() => server.close());

test("no secret is in the diagnostics, wherever it is kept or was logged", async () => {
  const canary = (where: string) => `Canary-${where}-9d2f`;
  const user = { name: "olga", password: canary("user") };
  await admin.call(routes.user.create, { body: user });
  const body = { name: "zebedee", password: canary("administrator") };
  await admin.call(routes.administrator.create, { body });
  const { key } = (await admin.call(routes.apiKey.create, { body: { name: "k", role: "viewer" } }))
    .reply;
  await admin.call(routes.identityProvider.update, {
    body: { issuer: "https://id.example.org", clientSecret: canary("provider") },
  });
  await admin.call(routes.certificate.issue, { body: { names: ["nas.local"] } });
  await admin.call(routes.backup.make, { body: { passphrase: canary("passphrase") } });
  const hash = server.engine.snapshots.at(-1)?.users[0]?.ntHash ?? "";
  assert.match(hash, /^[0-9a-f]{32}$/);
  server.engine.massChanges = [fakeMassChange("1", "olga", "letters")];
  server.engine.sendStatus();
  await until("the mass change is known", async () => {
    return (await admin.call(routes.massChange.list)).reply.items.length === 1;
  });
  const lines = [
    { msg: "a library's error", config: { headers: { authorization: `Bearer ${key}` } } },
    { msg: `connect postgresql://larder:${canary("database")}@localhost/larder failed` },
    { msg: "row", ntHash: hash, password: canary("log") },
  ];
  const text = lines.map((line) => JSON.stringify({ level: 50, time: 1, ...line })).join("\n");
  for (const name of ["engine", "database"]) {
    writeFileSync(join(server.stateFolder, "log", `${name}.log`), `${text}\nhash ${hash}\n`);
  }
  server.app.log.error({ set: { password: canary("own log") } }, `token=${canary("own line")}`);
  const { reply } = await admin.call(routes.system.diagnostics);
  const archive = gunzipSync(Buffer.from(reply.content, "base64")).toString("utf8");
  assert.ok(reply.files.includes("log/engine.log") && archive.includes("a library's error"));
  assert.ok(archive.includes('"dialectMin"'), "it is of use");
  const { cert, key: pem } = await server.served.now();
  assert.ok(cert.length > 0);
  for (const secret of ["Canary-", key, hash, pem.split("\n")[3] ?? "", "PRIVATE KEY"]) {
    assert.ok(!archive.includes(secret), secret.slice(0, 20));
  }
  for (const name of ["olga", "zebedee", "192.0.2.66", '"letters"']) {
    const withoutLogs = archive.slice(0, archive.indexOf("log/server.log"));
    assert.ok(!withoutLogs.includes(name), name);
  }
});

test("log lines are filtered by level and text, newest first, without secrets, and bounded", async () => {
  const path = join(server.stateFolder, "log/engine.log");
  const line = (level: number, msg: string) => JSON.stringify({ level, time: 1, msg });
  const many = Array.from({ length: 1_500 }, (_, index) => line(30, `number ${index}`));
  writeFileSync(path, [...many, line(50, "disk on fire"), line(20, "password=hush")].join("\n"));
  const ask = async (query: object) =>
    (await admin.call(routes.system.log, { query: { source: "engine", ...query } })).reply.items;
  assert.equal((await ask({ limit: 1_000 })).length, 1_000);
  assert.equal((await ask({}))[0]?.message, "disk on fire");
  assert.deepEqual(
    (await ask({ level: "error" })).map(({ message }) => message),
    ["disk on fire"],
  );
  assert.equal((await ask({ q: "NUMBER 77" }))[0]?.message, "number 779");
  assert.equal((await ask({ level: "trace", limit: 1 }))[0]?.message, 'password="[removed]"');
  const own = (await admin.call(routes.system.log, { query: { level: "trace" } })).reply;
  assert.ok(own.isKeptHere && own.items.length > 0);
});

test("a log that this server cannot reach is said to be elsewhere", async () => {
  const other = await startTestServer({ withEngine: false });
  const client = await other.setUp();
  const { reply } = await client.call(routes.system.log, { query: { source: "engine" } });
  assert.deepEqual(reply, { items: [], isKeptHere: false });
  await other.close();
});

test("the notes have the version that runs, with what is new in it", async () => {
  const { version, releases } = (await admin.call(routes.system.read)).reply;
  assert.equal(version, VERSION);
  assert.equal(releases[0]?.version, VERSION, "changelog.md says nothing of this version");
  assert.ok((releases[0]?.lines.length ?? 0) > 0);
});
