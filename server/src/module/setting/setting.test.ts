import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { netbiosName } from "./default-settings.ts";

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
