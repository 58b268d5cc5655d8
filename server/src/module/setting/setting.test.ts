import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { fakeSession } from "../../test/fake-engine.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { defaultSettings, netbiosName } from "./default-settings.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

test("settings change one by one and reach the engine", async () => {
  const body = {
    serverName: "attic-nas",
    ciphers: ["AES-256-GCM" as const],
    sessionLifetimeMs: 8.64e7,
  };
  const { item, revision } = (await admin.call(routes.setting.update, { body })).reply;
  assert.equal(item.serverName, "ATTIC-NAS");
  assert.equal(item.dialectMax, "3.1.1", "what was left out stays");
  await until("the engine has it", () => server.engine.revision >= revision);
  const snapshot = server.engine.snapshots.at(-1);
  assert.equal(snapshot?.server.name, "ATTIC-NAS");
  assert.deepEqual(snapshot?.settings.ciphers, ["AES-256-GCM"]);
  assert.equal(snapshot?.settings.sessionLifetimeMs, 8.64e7);
});

test("whom a change shuts out is named before it is made, and it is made when that is confirmed", async () => {
  const old = { ...fakeSession("1", "olga", []), dialect: "2.1" as const, clientName: "SCANNER" };
  const plain = { ...fakeSession("2", "petra", []), isSigned: false, signingAlgorithm: null };
  server.engine.sessions = [old, { ...plain, dialect: "3.0" }];
  server.engine.sendStatus();
  await until("they are known", async () => {
    return (await admin.call(routes.session.list)).reply.items.length === 2;
  });
  const body = { dialectMin: "3.0" as const, signingRequired: true };
  await admin.call(routes.setting.update, { body: { signingRequired: false } });
  const outlook = (await admin.call(routes.setting.preview, { body })).reply;
  assert.deepEqual(
    outlook.clients.map(({ user, effect }) => [user, effect]),
    [
      ["olga", "shut-out"],
      ["petra", "reconnects"],
    ],
  );
  assert.match(outlook.kinds.join(), /SMB 2\.1: Windows 7.*scanners/);
  assert.equal((await admin.call(routes.setting.read)).reply.dialectMin, "2.0.2", "only asked");
  const asked = (await admin.call(routes.setting.update, { body })).problem;
  assert.equal(asked.code, "confirmation-needed");
  const told = asked.consequences?.join("\n") ?? "";
  assert.match(told, /olga \(SCANNER, 192\.0\.2\.1, SMB 2\.1\).*nothing newer/);
  assert.match(told, /petra.*for a moment/);
  assert.match(told, /Windows 7/);
  const query = { confirm: asked.confirm ?? "" };
  const { item } = (await admin.call(routes.setting.update, { body, query })).reply;
  assert.equal(item.dialectMin, "3.0");
  server.engine.sessions = [];
  server.engine.sendStatus();
});

test("shares that ask for encryption are named where encryption is switched off", async () => {
  const path = `${server.dataRoot}/sealed`;
  const create = { name: "vault", path, createFolder: true, encryptionRequired: true };
  await admin.call(routes.share.create, { body: create });
  const body = { ciphers: [] };
  const { problem } = await admin.call(routes.setting.update, { body });
  assert.match(problem.detail, /vault asks for encryption/);
  const { consequences } = (await admin.call(routes.setting.preview, { body })).reply;
  assert.deepEqual(consequences, problem.consequences);
});

test("one call goes back to what a fresh box does, and the box keeps its name", async () => {
  const body = { serverName: "KEPT", caching: false, multichannel: false, failedLogonDelayMs: 5 };
  const { revision } = (await admin.call(routes.setting.update, { body })).reply;
  await until("the engine has it", () => server.engine.revision >= revision);
  const { caching, multichannel } = server.engine.snapshots.at(-1)?.settings ?? {};
  assert.deepEqual([caching, multichannel], [false, false]);
  const { reply } = await admin.call(routes.setting.update, { body: { comment: "still off" } });
  assert.deepEqual([reply.item.caching, reply.item.multichannel], [false, false]);
  const { item } = (await admin.call(routes.setting.reset)).reply;
  const { serverName: _name, workgroup: _group, comment: _comment, ...rest } = defaultSettings();
  assert.equal(item.serverName, "KEPT");
  assert.deepEqual({ ...item, ...rest }, item);
  assert.deepEqual((await admin.call(routes.setting.defaults)).reply, rest);
});

test("settings that contradict each other are refused, in one call or in two", async () => {
  const code = async (body: Parameters<typeof update>[0]) => (await update(body)).problem.fields;
  const update = (body: {
    dialectMin?: "3.1.1";
    dialectMax?: "2.1";
    ciphers?: ("AES-128-GCM" | "AES-256-GCM")[];
    encryptionRequired?: boolean;
  }) => admin.call(routes.setting.update, { body });
  assert.equal((await code({ dialectMin: "3.1.1", dialectMax: "2.1" }))?.[0]?.path, "dialectMin");
  assert.equal((await code({ encryptionRequired: true, ciphers: [] }))?.[0]?.path, "ciphers");
  assert.equal((await code({ ciphers: ["AES-128-GCM", "AES-128-GCM"] }))?.[0]?.path, "ciphers");
  assert.equal((await update({ encryptionRequired: true })).status, 200);
  assert.equal((await code({ dialectMax: "2.1" }))?.[0]?.path, "dialectMax");
});

test("a host's name becomes a name that NetBIOS can say", () => {
  const names: [string, string][] = [
    ["nas.example.org", "NAS"],
    ["a-very-long-host-name", "A-VERY-LONG-HOS"],
    ["exactly-fifteen-", "EXACTLY-FIFTEEN"],
    ["m\u00fcller", "MLLER"],
    ["localhost", "LARDER"],
    ["---", "LARDER"],
    ["", "LARDER"],
  ];
  for (const [host, name] of names) assert.equal(netbiosName(host), name, host);
});
