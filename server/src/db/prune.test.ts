import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pino from "pino";
import { routes } from "../contract/contract.ts";
import { startTestServer, type TestServer } from "../test/test-server.ts";
import { prune } from "./prune.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer({ withEngine: false });
});

after(() => server.close());

test("the newest entries stay, older ones go", async () => {
  const admin = await server.setUp();
  for (let count = 0; count < 10; count += 1) {
    await admin.call(routes.setting.update, { body: { comment: `change ${count}` } });
  }
  await prune(server.db, pino({ enabled: false }), { auditEntriesMax: 4, revisionsMax: 3 });
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
