import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";
import { ensureSetupCode } from "./setup-code.ts";

let server: TestServer;

beforeEach(async () => {
  await server?.close();
  server = await startTestServer({ withEngine: false });
});

after(() => server.close());

test("the code makes the first administrator, signs them in, and works once", async () => {
  const client = server.stranger();
  assert.deepEqual((await client.call(routes.setup.status)).reply, {
    complete: false,
    serverName: "BOX",
  });
  // People type it as they like.
  const code = (await server.setupCode()).toLowerCase().replaceAll("-", " ");
  const body = { code, name: "root", password: PASSWORD };
  const answer = await client.call(routes.setup.complete, { body });
  assert.equal(answer.status, 201);
  assert.equal(answer.reply.role, "admin");
  assert.equal((await client.call(routes.logon.me)).reply.name, "root");
  assert.equal((await client.call(routes.setup.status)).reply.complete, true);
  const again = await server.stranger().call(routes.setup.complete, { body });
  assert.equal(again.problem.code, "setup-complete");
  assert.ok(!existsSync(join(server.stateFolder, "setup-code")), "the plain code is gone");
});

test("only one of two browsers that race with the right code gets through", async () => {
  const code = await server.setupCode();
  const answers = await Promise.all(
    ["one", "two", "three"].map((name) =>
      server.stranger().call(routes.setup.complete, { body: { code, name, password: PASSWORD } }),
    ),
  );
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409, 409]);
  assert.equal(await server.db.administrator.count(), 1);
});

test("a wrong or missing code makes nobody, and ten of them make the address wait", async () => {
  const stranger = server.stranger();
  for (const code of [undefined, "AAAA-BBBB-CCCC"]) {
    const body = { name: "root", password: PASSWORD, ...(code === undefined ? {} : { code }) };
    const { problem } = await stranger.call(routes.setup.complete, { body });
    assert.equal(problem.code, "setup-code-wrong");
  }
  const wrong = { code: "wrong", name: "root", password: PASSWORD };
  for (let count = 0; count < 8; count += 1) {
    await stranger.call(routes.setup.complete, { body: wrong });
  }
  const right = { ...wrong, code: await server.setupCode() };
  const throttled = await stranger.call(routes.setup.complete, { body: right });
  assert.equal(throttled.problem.code, "too-many-requests");
  assert.equal(await server.db.administrator.count(), 0);
  server.advance(61_000);
  assert.equal((await stranger.call(routes.setup.complete, { body: right })).status, 201);
});

test("the code's file is its owner's alone, stays over a restart, and is made anew when lost", async () => {
  const path = join(server.stateFolder, "setup-code");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const code = await server.setupCode();
  await ensureSetupCode(server.db, server.stateFolder);
  assert.equal(await server.setupCode(), code);
  await server.db.appliance.update({ where: { id: 1 }, data: { setupCodeHash: null } });
  await ensureSetupCode(server.db, server.stateFolder);
  assert.notEqual(await server.setupCode(), code);
});
