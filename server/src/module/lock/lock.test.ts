import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  await until("the link is up", () => server.engine.received.length > 0);
});

after(() => server.close());

const lock = {
  openId: "7",
  sessionId: "3",
  user: "anna",
  address: "192.0.2.7",
  share: "books",
  path: "accounts.mdb",
  offset: "9223372036854775808",
  length: "1",
  isExclusive: true,
  isWaiting: false,
  sinceMs: 1_700_000_000_000,
};

test("locks are asked of the file server a page at a time, and told as it says", async () => {
  server.engine.locks = { total: 41, items: [lock, { ...lock, isWaiting: true, sinceMs: null }] };
  const query = { page: 3, limit: 20, share: "books", user: "anna", openId: "7" };
  const { reply } = await admin.call(routes.lock.list, { query });
  assert.deepEqual(reply, server.engine.locks);
  const asked = server.engine.received.at(-1);
  assert.deepEqual(asked?.type === "locks" && asked.ask, {
    ...{ openId: "7", share: "books", user: "anna" },
    ...{ skip: 40, limit: 20 },
  });
});

test("more than the file server tells at once is refused, and without it nothing is made up", async () => {
  const query = { limit: 1000 };
  assert.equal((await admin.call(routes.lock.list, { query })).problem.code, "invalid");
  await server.engine.stop();
  await until("the link is down", async () => {
    const answer = await admin.call(routes.lock.list);
    return answer.status !== 200 && answer.problem.code === "engine-unreachable";
  });
});
