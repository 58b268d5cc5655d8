import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { routes } from "../contract/contract.ts";
import type { ApiClient } from "../test/api-client.ts";
import { fakeCommand, fakeOpen, fakeSession } from "../test/fake-engine.ts";
import { startTestServer, type TestServer, until } from "../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

beforeEach(async () => {
  await server?.close();
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
});

after(() => server.close());

async function state() {
  return (await admin.call(routes.engine.read)).reply;
}

async function addUser(name: string): Promise<number> {
  return (await admin.call(routes.user.create, { body: { name } })).reply.revision;
}

test("without an engine changes are kept, and it is said why they are not live", async () => {
  const revision = await addUser("alice");
  const engine = await state();
  assert.equal(engine.state, "not-live");
  assert.match(engine.reason, /not running/);
  assert.equal(engine.desiredRevision, revision);
  assert.equal(engine.appliedRevision, 0);
  await server.engine.start();
  await until("it is live", async () => (await state()).state === "live");
  assert.deepEqual(
    server.engine.snapshots.at(-1)?.users.map((user) => user.name),
    ["alice"],
  );
});

test("a change is live well within a second, and a burst of changes ends at the last", async () => {
  await server.engine.start();
  await until("it is live", async () => (await state()).state === "live");
  const startedMs = Date.now();
  const revision = await addUser("bob");
  await until("it is applied", () => server.engine.revision === revision);
  assert.ok(Date.now() - startedMs < 1_000);
  const revisions = await Promise.all(
    Array.from({ length: 15 }, (_, index) => addUser(`burst-${index}`)),
  );
  const last = Math.max(...revisions);
  await until("the last is applied", async () => (await state()).appliedRevision === last);
  assert.equal(server.engine.snapshots.at(-1)?.users.length, 16);
  const sent = server.engine.snapshots.map((snapshot) => snapshot.revision);
  assert.deepEqual(
    sent,
    [...sent].sort((left, right) => left - right),
  );
  for (const snapshot of server.engine.snapshots) {
    // Each of these changes adds one user, so a snapshot that mixed revisions would miscount.
    assert.equal(snapshot.users.length, snapshot.revision - 1);
  }
});

test("an engine that crashes gets everything again, whatever it says it has", async () => {
  await server.engine.start();
  const revision = await addUser("carol");
  await until("it is live", async () => (await state()).state === "live");
  await server.engine.stop();
  await until("it is known to be gone", async () => (await state()).state === "not-live");
  assert.deepEqual((await admin.call(routes.session.list)).reply.isCurrent, false);
  const sentBefore = server.engine.snapshots.length;
  server.engine.revision = revision;
  await server.engine.start();
  await until("it is live again", async () => (await state()).state === "live");
  assert.ok(server.engine.snapshots.length > sentBefore);
});

test("an engine that does not answer is asked again, and the state says so meanwhile", async () => {
  server.engine.answers = false;
  await server.engine.start();
  await until("it got a snapshot", () => server.engine.snapshots.length === 1);
  assert.equal((await state()).state, "applying");
  server.advance(6_000);
  await until("it is asked again", () => server.engine.snapshots.length >= 2);
  assert.match((await state()).reason, /does not answer/);
  server.engine.answers = true;
  server.advance(6_000);
  await until("it is live", async () => (await state()).state === "live");
});

test("another contract version is refused in words, and tried again", async () => {
  server.engine.contractVersion = 99;
  await server.engine.start();
  await until("it is refused", async () => (await state()).link === "refused");
  assert.match((await state()).reason, /version 99/);
  assert.equal(server.engine.snapshots.length, 0);
  server.engine.contractVersion = 1;
  await until("it is live", async () => (await state()).state === "live");
});

test("nonsense on the channel ends the connection, not the server", async () => {
  await server.engine.start();
  await until("it is live", async () => (await state()).state === "live");
  for (const text of ["{\n", '{"type":"surprise"}\n', '{"type":"status"}\n', "\u0000\n"]) {
    const hellos = server.engine.received.filter((message) => message.type === "hello").length;
    server.engine.sendText(text);
    await until("it says hello again", () => {
      const now = server.engine.received.filter((message) => message.type === "hello").length;
      return now > hellos;
    });
  }
  await until("it is live", async () => (await state()).state === "live");
});

test("sessions and opens can be listed, filtered and closed", async () => {
  await server.engine.start();
  server.engine.sessions = [fakeSession("s1", "alice", ["docs"]), fakeSession("s2", "bob", [])];
  server.engine.opens = [fakeOpen("o1", "s1", "alice", "docs"), fakeOpen("o2", "s2", "bob", "pub")];
  await until("it is live", async () => (await state()).state === "live");
  server.engine.sendStatus();
  await until("they are known", async () => {
    const { reply } = await admin.call(routes.session.list);
    return reply.items.length === 2 && reply.isCurrent;
  });
  const opens = await admin.call(routes.open.list, { query: { share: "DOCS" } });
  assert.deepEqual(
    opens.reply.items.map((open) => open.id),
    ["o1"],
  );
  const close = (id: string) => admin.call(routes.session.close, { params: { id } });
  assert.equal((await close("s1")).status, 204);
  assert.deepEqual(
    server.engine.sessions.map((session) => session.id),
    ["s2"],
  );
  assert.equal((await close("s1")).problem.code, "engine-refused", "the list is not that fresh");
  assert.equal((await close("none")).problem.code, "not-found");
  assert.equal((await admin.call(routes.open.close, { params: { id: "o2" } })).status, 204);
  await server.engine.stop();
  await until("it is gone", async () => (await state()).state === "not-live");
  assert.equal((await close("s2")).problem.code, "engine-unreachable");
});

test("status becomes rates, metrics and the addresses to connect to", async () => {
  await server.engine.start();
  await until("it is live", async () => (await state()).state === "live");
  server.engine.sendStatus([fakeCommand("READ", 'do"cs', 100, 1_000_000)]);
  await until("the first is known", async () => (await state()).status !== null);
  server.advance(2_000);
  server.engine.sendStatus([fakeCommand("READ", 'do"cs', 300, 5_000_000)]);
  await until("there is a sample", async () => {
    const { items } = (await admin.call(routes.engine.history)).reply;
    return items.length === 1;
  });
  const [sample] = (await admin.call(routes.engine.history)).reply.items;
  const ratio = (sample?.readBytesPerSecond ?? 0) / (sample?.requestsPerSecond ?? 1);
  assert.equal(Math.round(ratio), 20_000);
  assert.ok((sample?.requestsPerSecond ?? 0) > 50 && (sample?.requestsPerSecond ?? 0) <= 100);
  const metrics = (await admin.call(routes.health.metrics)).reply;
  assert.match(metrics, /^larder_engine_live 1$/m);
  assert.match(metrics, /^larder_smb_read_bytes_total\{command="READ",share="do\\"cs"\} 5000000$/m);
  assert.match(metrics, /^larder_smb_request_seconds_bucket\{.*le="0.00005"\} 300$/m);
  assert.match(metrics, /^larder_smb_request_seconds_bucket\{.*le="\+Inf"\} 300$/m);
  assert.match(metrics, /^larder_smb_request_seconds_sum\{command="READ",.*\} 0\.012$/m);
  assert.match(metrics, /^larder_smb_request_seconds_count\{command="READ",.*\} 300$/m);
  const connect = (await admin.call(routes.connect.read)).reply;
  assert.equal(connect.smbPort, 4445);
  const listening = connect.addresses.filter((address) => address.isListening);
  assert.deepEqual(
    listening.map((address) => address.address),
    ["127.0.0.1"],
  );
  await server.engine.stop();
  await until("it is gone", async () => (await state()).state === "not-live");
  assert.ok(!(await admin.call(routes.health.metrics)).reply.includes("larder_smb_read_bytes"));
});

test("a revision that another writer raised is noticed", async () => {
  await server.engine.start();
  await until("it is live", async () => (await state()).state === "live");
  const { revision } = await server.db.appliance.update({
    where: { id: 1 },
    data: { revision: { increment: 1 } },
  });
  await until("it is applied", () => server.engine.revision === revision);
});
