import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../contract/contract.ts";
import type { ApiClient } from "../test/api-client.ts";
import { startTestServer, type TestServer } from "../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

test("a change that is taken back is refused where somebody has changed the thing since", async () => {
  const made = await admin.call(routes.group.create, { body: { name: "family", comment: "one" } });
  const { id, updatedAtMs } = made.reply.item;
  const params = { id };
  const back = { params, body: { comment: "back" }, query: { ifUpdatedAtMs: updatedAtMs } };
  const first = await admin.call(routes.group.update, back);
  assert.equal(first.status, 200);
  assert.equal(first.reply.item.comment, "back");
  // The same moment once more: the thing is of a later one by now.
  await new Promise((wake) => setTimeout(wake, 5));
  await admin.call(routes.group.update, { params, body: { comment: "somebody else's" } });
  const second = await admin.call(routes.group.update, back);
  assert.equal(second.status, 409);
  const { reply } = await admin.call(routes.group.read, { params });
  assert.equal(reply.comment, "somebody else's");
});
