import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let root: ApiClient;
let keeper: ApiClient;
let keeperId: string;
const shareIds: Record<string, string> = {};

before(async () => {
  server = await startTestServer({ withEngine: false });
  root = await server.setUp();
  for (const name of ["photos", "books"]) {
    const body = { name, path: `${server.dataRoot}/${name}`, createFolder: true };
    shareIds[name] = (await root.call(routes.share.create, { body })).reply.item.id;
  }
  const made = await root.call(routes.administrator.create, {
    body: { name: "keeper", password: PASSWORD, role: "shares", shareIds: [shareIds.photos ?? ""] },
  });
  keeperId = made.reply.item.id;
  keeper = server.stranger();
  const body = { name: "keeper", password: PASSWORD };
  keeper.use((await keeper.call(routes.logon.logon, { body })).reply);
});

after(() => server.close());

const update = (share: string, body: object) =>
  keeper.call(routes.share.update, { params: { id: shareIds[share] ?? "" }, body });

test("somebody who looks after one share changes that one, and reads the others", async () => {
  assert.deepEqual((await keeper.call(routes.logon.me)).reply.shareIds, [shareIds.photos]);
  assert.equal((await update("photos", { comment: "of the summer" })).status, 200);
  assert.equal((await update("books", { comment: "mine now" })).problem.code, "not-allowed");
  assert.equal((await keeper.call(routes.share.list)).reply.items.length, 2);
});

test("not where it is, nor what it is called, and neither makes nor unshares any", async () => {
  for (const body of [{ path: `${server.dataRoot}/books` }, { name: "images" }, { forceUid: 0 }]) {
    const answer = await update("photos", body);
    assert.equal(answer.problem.code, "not-allowed", JSON.stringify(body));
  }
  const body = { name: "more", path: `${server.dataRoot}/more`, createFolder: true };
  assert.equal((await keeper.call(routes.share.create, { body })).status, 403);
  const params = { id: shareIds.photos ?? "" };
  assert.equal((await keeper.call(routes.share.remove, { params })).status, 403);
  assert.equal((await keeper.call(routes.user.create, { body: { name: "eve" } })).status, 403);
});

test("the limit is lifted and set at once, and goes with the role", async () => {
  const params = { id: keeperId };
  await root.call(routes.administrator.update, { params, body: { shareIds: null } });
  assert.equal((await update("books", { comment: "both" })).status, 200);
  const unknown = { shareIds: ["00000000-0000-7000-8000-000000000000"] };
  const refused = await root.call(routes.administrator.update, { params, body: unknown });
  assert.equal(refused.problem.code, "share-unknown");
  await root.call(routes.administrator.update, { params, body: { shareIds: [] } });
  assert.equal((await update("photos", { comment: "none" })).status, 403);
  const promoted = await root.call(routes.administrator.update, {
    params,
    body: { role: "admin" },
  });
  assert.equal(promoted.reply.item.shareIds, null);
  assert.equal((await update("photos", { comment: "all" })).status, 200);
});
