import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer({ withEngine: false });
  await server.setUp();
});

after(() => server.close());

const right = { name: "ROOT", password: PASSWORD };

async function signIn(body = right): Promise<ApiClient> {
  const client = server.stranger();
  return client.use((await client.call(routes.logon.logon, { body })).reply);
}

test("names do not mind case; wrong names and wrong passwords look the same", async () => {
  const client = await signIn();
  assert.equal((await client.call(routes.logon.me)).reply.name, "root");
  const stranger = server.stranger("192.0.2.50");
  const noName = await stranger.call(routes.logon.logon, {
    body: { ...right, name: "nobody-here" },
  });
  const noMatch = await stranger.call(routes.logon.logon, {
    body: { ...right, password: "wrong" },
  });
  assert.equal(noName.text, noMatch.text);
  assert.equal(noName.problem.code, "logon-failed");
});

test("signing in again needs no token and ends the session that was there", async () => {
  const client = await signIn();
  delete client.headers["x-csrf-token"];
  const count = await server.db.adminSession.count();
  const again = await client.call(routes.logon.logon, { body: right });
  assert.equal(again.status, 200);
  assert.equal(await server.db.adminSession.count(), count);
});

test("signing out ends the session on the server, not only in the browser", async () => {
  const client = await signIn();
  const before = await server.db.adminSession.count();
  assert.equal((await client.call(routes.logon.logoff)).status, 204);
  assert.equal(await server.db.adminSession.count(), before - 1);
  assert.equal((await client.call(routes.logon.me)).status, 401);
});

test("a session ends after eight idle hours, and after a week whatever happens", async () => {
  const idle = await signIn();
  const busy = await signIn();
  for (let hours = 0; hours < 7 * 24 - 7; hours += 7) {
    server.advance(7 * 3_600_000);
    assert.equal((await busy.call(routes.logon.me)).status, 200, `after ${hours} hours`);
  }
  assert.equal((await idle.call(routes.logon.me)).status, 401);
  server.advance(8 * 3_600_000 - 60_001);
  assert.equal((await busy.call(routes.logon.me)).status, 401);
});

test("ten failures make an address wait a minute, and nobody else", async () => {
  const guesser = server.stranger("192.0.2.66");
  for (let count = 0; count < 10; count += 1) {
    await guesser.call(routes.logon.logon, { body: { ...right, password: `guess ${count}` } });
  }
  const answer = await guesser.call(routes.logon.logon, { body: right });
  assert.equal(answer.problem.code, "too-many-requests");
  await signIn();
  server.advance(60_001);
  assert.equal((await guesser.call(routes.logon.logon, { body: right })).status, 200);
});

test("changing one's password needs the old one and ends the other sessions", async () => {
  const [one, other] = [await signIn(), await signIn()];
  const password = "another good password";
  const wrong = await one.call(routes.logon.changeOwnPassword, {
    body: { currentPassword: "not it", password },
  });
  assert.equal(wrong.problem.code, "password-wrong");
  const body = { currentPassword: PASSWORD, password };
  assert.equal((await one.call(routes.logon.changeOwnPassword, { body })).status, 204);
  assert.equal((await one.call(routes.logon.me)).status, 200);
  assert.equal((await other.call(routes.logon.me)).status, 401);
  await signIn({ name: "root", password });
});

test("the last administrator can be neither deleted nor made a viewer", async () => {
  const client = await signIn({ name: "root", password: "another good password" });
  const [root] = (await client.call(routes.administrator.list)).reply.items;
  const params = { id: root?.id ?? "" };
  const removal = await client.call(routes.administrator.remove, { params });
  assert.equal(removal.problem.code, "last-administrator");
  const demotion = await client.call(routes.administrator.update, {
    params,
    body: { role: "viewer" },
  });
  assert.equal(demotion.problem.code, "last-administrator");
  const second = { name: "second", password: PASSWORD };
  const made = await client.call(routes.administrator.create, { body: second });
  const answers = await Promise.all([
    client.call(routes.administrator.remove, { params }),
    client.call(routes.administrator.remove, { params: { id: made.reply.item.id } }),
  ]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [204, 409]);
  assert.equal(await server.db.administrator.count(), 1);
});
