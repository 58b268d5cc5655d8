import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AuditEvent } from "@larder/smbd/control";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

const event: AuditEvent = {
  timeMs: 1_700_000_000_000,
  kind: "logonFailed",
  user: "Mallory",
  address: "203.0.113.9",
  share: "",
  path: "",
  status: "STATUS_LOGON_FAILURE",
  detail: "",
};

test("events of the engine arrive, many at once, even with bytes that Postgres refuses", async () => {
  const events = Array.from({ length: 1_234 }, (_, index) => ({
    ...event,
    share: index % 2 === 0 ? "docs" : "photos",
    path: index === 7 ? "a\0b\ud800" : `file-${index}`,
  }));
  await until("the link is up", () => server.engine.received.length > 0);
  server.engine.send({ type: "audit", events, lost: 3 });
  const count = () => server.db.auditEntry.count({ where: { source: "engine" } });
  await until("all are stored", async () => (await count()) === 1_235);
  const lost = await admin.call(routes.audit.list, { query: { kind: "auditLost" } });
  assert.match(lost.reply.items[0]?.detail ?? "", /^3 events were lost/);
});

test("pages follow each other without gaps or repeats, newest first, and filters hold", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const {
      reply,
    }: { reply: { items: { id: string; share: string }[]; nextCursor: string | null } } =
      await admin.call(routes.audit.list, {
        query: {
          share: "DOCS",
          user: "mallory",
          limit: 100,
          ...(cursor === null ? {} : { cursor }),
        },
      });
    seen.push(...reply.items.map((entry) => entry.id));
    assert.ok(reply.items.every((entry) => entry.share === "docs"));
    cursor = reply.nextCursor;
  } while (cursor !== null);
  assert.equal(seen.length, 617);
  assert.deepEqual(
    seen,
    [...seen].sort((left, right) => Number(right) - Number(left)),
  );
  assert.equal(new Set(seen).size, seen.length);
  const before = await admin.call(routes.audit.list, { query: { toMs: event.timeMs } });
  assert.equal(before.reply.items.length, 0, "the end of a time range is not in it");
  const from = await admin.call(routes.audit.list, {
    query: { fromMs: event.timeMs, toMs: event.timeMs + 1, limit: 500 },
  });
  assert.equal(from.reply.items.length, 500);
});

test("every change and every refused attempt is recorded once, with who, from where and what", async () => {
  const body = { name: "ivan", password: "a good long one" };
  const { revision } = (await admin.call(routes.user.create, { body })).reply;
  const find = async (kind: string) =>
    (await admin.call(routes.audit.list, { query: { source: "admin", kind } })).reply.items;
  const [entry, ...more] = await find("user.create");
  assert.equal(more.length, 0);
  assert.equal(entry?.user, "root");
  assert.equal(entry?.address, "192.0.2.10");
  assert.equal(entry?.revision, revision);
  assert.equal(entry?.status, "");
  assert.match(entry?.detail ?? "", /^ivan: .*password set/);
  await admin.call(routes.user.create, { body });
  assert.equal((await find("user.create"))[0]?.status, "name-taken");
  const guess = { name: "root", password: "a guess" };
  await server.stranger("198.51.100.1").call(routes.logon.logon, { body: guess });
  const [failed] = await find("administrator.logon");
  assert.deepEqual(
    [failed?.user, failed?.address, failed?.status],
    ["root", "198.51.100.1", "logon-failed"],
  );
  await admin.call(routes.logon.logoff);
});

test("no secret is in the log, in the audit or in an answer", async () => {
  const client = server.stranger();
  const logon = { name: "root", password: "correct horse battery" };
  client.use((await client.call(routes.logon.logon, { body: logon })).reply);
  const password = "unmistakable-Secret-77";
  const made = await client.call(routes.user.create, { body: { name: "kate", password } });
  const { reply } = await client.call(routes.apiKey.create, { body: { name: "once" } });
  const params = { id: made.reply.item.id };
  const other = "unmistakable-Secret-88";
  await client.call(routes.user.setPassword, { params, body: { password: other } });
  await until("the engine has it", () =>
    Boolean(server.engine.snapshots.at(-1)?.users.some((user) => user.name === "kate")),
  );
  const hashes = server.engine.snapshots
    .flatMap((snapshot) => snapshot.users.map((user) => user.ntHash))
    .filter((hash) => hash !== null);
  assert.ok(hashes.length > 0);
  const answers = await Promise.all([
    client.call(routes.audit.list, { query: { limit: 500, source: "admin" } }),
    client.call(routes.user.list),
    client.call(routes.apiKey.list),
    client.call(routes.engine.read),
    client.call(routes.administrator.list),
    client.call(routes.health.metrics),
  ]);
  const text = [server.log(), ...answers.map((answer) => answer.text)].join("\n");
  const stored = await server.db.administrator.findMany();
  const secrets = [
    password,
    other,
    logon.password,
    reply.key,
    client.headers["x-csrf-token"] ?? "",
    ...hashes,
    ...stored.map((row) => row.passwordHash ?? ""),
  ];
  for (const secret of secrets) {
    assert.ok(secret.length > 10);
    assert.ok(!text.includes(secret), `${secret.slice(0, 4)}… is somewhere`);
  }
});

test("an API key with a rate waits when it is used up, and others do not", async () => {
  const client = server.stranger();
  const logon = { name: "root", password: "correct horse battery" };
  client.use((await client.call(routes.logon.logon, { body: logon })).reply);
  const make = async (name: string, requestsPerMinute: number | null) => {
    const made = await client.call(routes.apiKey.create, { body: { name, requestsPerMinute } });
    const robot = server.stranger();
    robot.headers.authorization = `Bearer ${made.reply.key}`;
    return robot;
  };
  const [slow, free] = [await make("slow", 3), await make("free", null)];
  for (let count = 0; count < 3; count += 1)
    assert.equal((await slow.call(routes.logon.me)).status, 200);
  const answer = await slow.call(routes.logon.me);
  assert.equal(answer.problem.code, "too-many-requests");
  assert.ok(Number(answer.headers["retry-after"]) > 0);
  assert.equal((await free.call(routes.logon.me)).status, 200);
  server.advance(60_001);
  assert.equal((await slow.call(routes.logon.me)).status, 200);
});

test("an API key works until it is revoked or expires, and says when it was used", async () => {
  const client = server.stranger();
  const logon = { name: "root", password: "correct horse battery" };
  client.use((await client.call(routes.logon.logon, { body: logon })).reply);
  const body = { name: "short", role: "admin" as const, expiresAtMs: Date.now() + 3_600_000 };
  const { item, key } = (await client.call(routes.apiKey.create, { body })).reply;
  assert.ok(key.startsWith(item.prefix));
  const robot = server.stranger();
  robot.headers.authorization = `Bearer ${key}`;
  assert.equal((await robot.call(routes.logon.me)).reply.kind, "api-key");
  const change = await robot.call(routes.setting.update, { body: { comment: "by key" } });
  assert.equal(change.status, 200, "a key needs no token against other sites");
  const [listed] = (await client.call(routes.apiKey.list)).reply.items.filter(
    (entry) => entry.id === item.id,
  );
  assert.ok(listed?.lastUsedAtMs !== null);
  server.advance(3_600_001);
  assert.equal((await robot.call(routes.logon.me)).status, 401);
  const forever = await client.call(routes.apiKey.create, { body: { name: "forever" } });
  robot.headers.authorization = `Bearer ${forever.reply.key}`;
  assert.equal((await robot.call(routes.logon.me)).status, 200);
  await client.call(routes.apiKey.revoke, { params: { id: forever.reply.item.id } });
  assert.equal((await robot.call(routes.logon.me)).status, 401);
});
