import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import { SEARCH_HITS_MAX } from "../../contract/search.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  for (const name of ["anna", "ben"]) {
    await admin.call(routes.user.create, { body: { name, fullName: `${name} Larsen` } });
  }
  await admin.call(routes.group.create, { body: { name: "annals", comment: "of 100%" } });
});

after(() => server.close());

test("users and groups are found by a part of a name, whatever its case", async () => {
  const { reply } = await admin.call(routes.search.find, { query: { q: "ANN" } });
  assert.deepEqual(
    reply.items.map(({ kind, name, detail }) => [kind, name, detail]),
    [
      ["user", "anna", "anna Larsen"],
      ["group", "annals", "of 100%"],
    ],
  );
});

test("what is typed means itself: no pattern is read into it", async () => {
  const { reply } = await admin.call(routes.search.find, { query: { q: "%" } });
  assert.deepEqual(reply.items, []);
});

test("no more of each kind than can be looked over", async () => {
  for (let index = 0; index < SEARCH_HITS_MAX + 2; index++) {
    await admin.call(routes.user.create, { body: { name: `many${index}` } });
  }
  const { reply } = await admin.call(routes.search.find, { query: { q: "many" } });
  assert.equal(reply.items.length, SEARCH_HITS_MAX);
});

test("a search for nothing is refused", async () => {
  const { status } = await admin.call(routes.search.find, { query: { q: " " } });
  assert.equal(status, 400);
});
