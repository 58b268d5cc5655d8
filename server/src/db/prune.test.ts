import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pino from "pino";
import { routes } from "../contract/contract.ts";
import type { ApiClient } from "../test/api-client.ts";
import { startTestServer, type TestServer } from "../test/test-server.ts";
import { prune } from "./prune.ts";

let server: TestServer;
let admin: ApiClient;
const log = pino({ enabled: false });

before(async () => {
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
});

after(() => server.close());

test("the newest entries stay, older ones go, a slice at a time", async () => {
  for (let count = 0; count < 10; count += 1) {
    await admin.call(routes.setting.update, { body: { comment: `change ${count}` } });
  }
  // Fewer than the API takes, which says what a log is worth at least.
  await server.db.auditPolicy.update({ where: { id: 1 }, data: { rowsMax: 4 } });
  await prune(server.db, log, server.now(), { sliceRows: 3, revisionsMax: 3 });
  const { items } = (await admin.call(routes.audit.list)).reply;
  assert.deepEqual(
    items.map((entry) => entry.detail),
    [9, 8, 7, 6].map((count) => `comment "change ${count}"`),
  );
  const revisions = await server.db.engineRevision.findMany({ orderBy: { revision: "asc" } });
  assert.deepEqual(
    revisions.map((entry) => entry.revision),
    [9, 10, 11],
  );
  assert.deepEqual(revisions.at(-1)?.actor, "root");
});

test("what is older than the policy keeps goes, whatever its place", async () => {
  await server.db.auditEntry.deleteMany();
  const day = 86_400_000;
  const at = (days: number) => ({
    time: new Date(server.now() - days * day),
    source: "engine" as const,
    kind: "logon",
    user: `${days} days ago`,
    address: "",
    share: "",
    path: "",
    status: "",
    detail: "",
  });
  await server.db.auditEntry.createMany({ data: [at(1), at(40), at(2), at(31), at(29)] });
  await server.db.auditPolicy.update({
    where: { id: 1 },
    data: { rowsMax: 10_000, retentionDays: 30 },
  });
  await prune(server.db, log, server.now(), { sliceRows: 1, revisionsMax: 3 });
  const { items } = (await admin.call(routes.audit.list)).reply;
  assert.deepEqual(
    items.map((entry) => entry.user),
    ["1 days ago", "2 days ago", "29 days ago"],
  );
});
