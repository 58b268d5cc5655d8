import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { fakeCommand, fakeMassChange, fakeSession } from "../../test/fake-engine.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  await until("the link is up", () => server.engine.received.length > 0);
});

after(() => server.close());

const read = async () => (await admin.call(routes.live.read)).reply;

test("what shares and clients move is told by what grew, the busiest first", async () => {
  const { engine } = server;
  const [anna, bert] = [fakeSession("1", "anna", ["docs"]), fakeSession("2", "bert", ["photos"])];
  engine.sessions = [anna, bert];
  engine.sendStatus([fakeCommand("READ", "docs", 10, 1_000), fakeCommand("READ", "photos", 5, 0)]);
  await until("it is known", async () => (await read()).asOfMs !== null);
  server.advance(10_000);
  engine.sessions = [
    { ...anna, requestCount: 4, bytesRead: 10, latencySumUs: 400 },
    { ...bert, requestCount: 100, bytesRead: 5_000_000, bytesWritten: 1, latencySumUs: 20_000 },
    { ...fakeSession("3", "carl", []), requestCount: 1 },
  ];
  engine.sendStatus([
    fakeCommand("READ", "docs", 20, 2_000),
    fakeCommand("CLOSE", "docs", 10, 0),
    fakeCommand("READ", "photos", 105, 5_000_000),
  ]);
  await until("rates are there", async () => (await read()).clients.length === 3);
  const { shares, clients } = await read();
  assert.deepEqual(
    shares.map(({ share, latencyUs }) => [share, latencyUs]),
    [
      ["photos", 40],
      ["docs", 40],
    ],
  );
  const [busiest] = shares;
  assert.ok(busiest !== undefined && Math.abs(busiest.readBytesPerSecond - 500_000) < 25_000);
  assert.ok(Math.abs(busiest.requestsPerSecond - 10) < 0.5);
  assert.deepEqual(
    clients.map(({ user, latencyUs }) => [user, latencyUs]),
    [
      ["bert", 200],
      ["anna", 100],
      ["carl", 0],
    ],
  );
  const history = (await admin.call(routes.engine.history)).reply.items.at(-1);
  assert.equal(Math.round(history?.latencyUs ?? 0), 40);
  await engine.stop();
  await until("nobody is known to be there", async () => (await read()).clients.length === 0);
  assert.equal((await read()).isCurrent, false);
  await engine.start();
  await until("it is back", async () => (await read()).isCurrent);
});

test("badly protected clients are shown to all, names that were tried to readers of the audit log", async () => {
  const plain = { isSigned: false, signingAlgorithm: null, dialect: "2.1" as const };
  server.engine.sessions = [
    fakeSession("1", "anna", []),
    { ...fakeSession("2", "scanner", []), ...plain },
  ];
  server.engine.sendStatus();
  const failed = (user: string, count: number, agoMs: number) =>
    Array.from({ length: count }, () => ({
      time: new Date(server.now() - agoMs),
      source: "engine" as const,
      kind: "logonFailed",
      user,
      address: "203.0.113.9",
      share: "",
      path: "",
      status: "STATUS_LOGON_FAILURE",
      detail: "",
    }));
  const data = [...failed("admin", 7, 60_000), ...failed("typo", 2, 0), ...failed("old", 9, 1e8)];
  await server.db.auditEntry.createMany({ data });
  const warnings = async (client: ApiClient) =>
    (await client.call(routes.live.warnings)).reply.items;
  await until("the session is known", async () => (await warnings(admin)).length === 3);
  assert.deepEqual(
    (await warnings(admin)).map(({ kind, user, count }) => [kind, user, count]),
    [
      ["failed-logons", "admin", 7],
      ["unprotected", "scanner", 1],
      ["old-dialect", "scanner", 1],
    ],
  );
  const password = "as much as the role allows";
  const body = { name: "looker", password, role: "viewer" as const };
  await admin.call(routes.administrator.create, { body });
  const viewer = server.stranger();
  viewer.use((await viewer.call(routes.logon.logon, { body: { name: "looker", password } })).reply);
  assert.deepEqual(
    (await warnings(viewer)).map(({ kind }) => kind),
    ["unprotected", "old-dialect"],
  );
  await server.db.auditEntry.createMany({ data: failed("newcomer", 4, 0) });
  const users = async () => (await warnings(admin)).map(({ user }) => user);
  assert.ok(!(await users()).includes("newcomer"), "not looked for with every status");
  server.advance(6_000);
  assert.ok((await users()).includes("newcomer"));
  server.engine.sessions = Array.from({ length: 300 }, (_, index) => ({
    ...fakeSession(String(index + 10), `user-${index}`, []),
    ...plain,
  }));
  server.engine.sendStatus();
  await until("as many are told as can be looked over", async () => {
    return (await warnings(viewer)).length === 200;
  });
  server.engine.sessions = [];
  server.engine.sendStatus();
  await until("they are gone", async () => (await warnings(viewer)).length === 0);
});

test("a mass change is listed with what it touched, and released", async () => {
  server.engine.massChanges = [fakeMassChange("5", "mallory", "docs")];
  server.engine.sendStatus();
  const list = async () => (await admin.call(routes.massChange.list)).reply.items;
  await until("it is listed", async () => (await list()).length === 1);
  const params = { id: "5" };
  const { items } = (await admin.call(routes.massChange.touched, { params })).reply;
  assert.deepEqual(items, [{ timeMs: 1_700_000_001_000, kind: "deleted", path: "a/b.txt" }]);
  assert.equal((await admin.call(routes.massChange.release, { params })).status, 204);
  server.engine.sendStatus();
  await until("it is settled", async () => (await list()).length === 0);
  assert.equal((await admin.call(routes.massChange.release, { params })).problem.code, "not-found");
  assert.equal((await admin.call(routes.massChange.touched, { params })).status, 404);
  const audit = (await admin.call(routes.audit.list, { query: { kind: "mass-change.release" } }))
    .reply.items;
  assert.deepEqual(
    audit.map(({ share, detail, status }) => [share, detail, status]),
    [
      ["", "", "not-found"],
      ["docs", "mallory", ""],
    ],
  );
});

test("a share's rule reaches the engine; switched off it is none", async () => {
  const body = { name: "guarded", path: server.dataRoot, createFolder: false, permissions: [] };
  const made = (await admin.call(routes.share.create, { body })).reply.item;
  assert.equal(made.massChangeAction, "alert");
  const ruleOf = () =>
    server.engine.snapshots.at(-1)?.shares.find((share) => share.name === "guarded")?.massChange;
  await until("the engine has it", () => ruleOf() !== undefined);
  assert.deepEqual(ruleOf(), {
    action: "alert",
    deletedMax: 1_000,
    renamedMax: 300,
    scrambledMax: 100,
  });
  const params = { id: made.id };
  const change = { massChangeAction: "block" as const, massChangeDeletedMax: 50 };
  await admin.call(routes.share.update, { params, body: change });
  await until("it blocks", () => ruleOf()?.action === "block" && ruleOf()?.deletedMax === 50);
  await admin.call(routes.share.update, { params, body: { massChangeAction: "off" } });
  await until("it is off", () => ruleOf() === null);
});
