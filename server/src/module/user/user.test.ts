import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import { Sealer } from "../../secret/sealer.ts";
import { loadSecretKey } from "../../secret/secret-key.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { fakeOpen, fakeSession } from "../../test/fake-engine.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

test("users and groups get relative identifiers from 1000 up, never twice, and ids from 10000 up", async () => {
  const alice = (await admin.call(routes.user.create, { body: { name: "alice" } })).reply.item;
  const staff = (await admin.call(routes.group.create, { body: { name: "staff" } })).reply.item;
  const bob = (await admin.call(routes.user.create, { body: { name: "bob" } })).reply.item;
  assert.deepEqual([alice.rid, staff.rid, bob.rid], [1000, 1001, 1002]);
  assert.deepEqual([alice.uid, alice.gid, staff.gid, bob.uid], [10_000, 10_000, 10_001, 10_002]);
  await admin.call(routes.user.remove, { params: { id: bob.id } });
  const carol = (await admin.call(routes.user.create, { body: { name: "carol", uid: 10_004 } }))
    .reply;
  assert.equal(carol.item.rid, 1003);
  const dave = (await admin.call(routes.user.create, { body: { name: "dave" } })).reply.item;
  assert.equal(dave.uid, 10_005, "10004 is taken");
  const erin = await admin.call(routes.user.create, { body: { name: "erin", uid: 10_004 } });
  assert.equal(erin.problem.code, "uid-taken");
});

test("a name is taken whatever its case and form, by users and groups alike", async () => {
  await admin.call(routes.user.create, { body: { name: "Jos\u00e9" } });
  for (const name of ["JOS\u00c9", "Jose\u0301", "jos\u00e9"]) {
    const user = await admin.call(routes.user.create, { body: { name } });
    assert.equal(user.problem.code, "name-taken", name);
    const group = await admin.call(routes.group.create, { body: { name } });
    assert.equal(group.problem.code, "name-taken", name);
  }
});

test("twenty users made at once all get in, each with numbers of their own", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      admin.call(routes.user.create, { body: { name: `crowd-${index}` } }),
    ),
  );
  const items = answers.map((answer) => answer.reply);
  assert.equal(new Set(items.map(({ item }) => item.rid)).size, 20);
  assert.equal(new Set(items.map(({ item }) => item.uid)).size, 20);
  assert.equal(new Set(items.map(({ revision }) => revision)).size, 20);
});

test("backup rights are given and taken, and the engine hears of it", async () => {
  const body = { name: "nightly", isBackupOperator: true };
  const { item, revision } = (await admin.call(routes.user.create, { body })).reply;
  assert.deepEqual([item.isBackupOperator, item.isAdministrator], [true, false]);
  const sent = () => server.engine.snapshots.at(-1)?.users.find((user) => user.id === item.id);
  await until("the engine has it", () => server.engine.revision >= revision);
  assert.equal(sent()?.isBackupOperator, true);
  const params = { id: item.id };
  const change = { params, body: { isBackupOperator: false } };
  const { reply } = await admin.call(routes.user.update, change);
  assert.equal(reply.item.isBackupOperator, false);
  await until("the engine has that too", () => server.engine.revision >= reply.revision);
  assert.equal(sent()?.isBackupOperator, false);
});

test("a password is kept as a sealed NT hash that reaches the engine and nobody else", async () => {
  const body = { name: "frank", password: "Password" + "1234" };
  const { item, revision } = (await admin.call(routes.user.create, { body })).reply;
  assert.equal(item.hasPassword, true);
  await until("the engine has it", () => server.engine.revision >= revision);
  const sent = server.engine.snapshots.at(-1)?.users.find((user) => user.name === "frank");
  const hash = sent?.ntHash ?? "";
  assert.match(hash, /^[0-9a-f]{32}$/);
  const row = await server.db.user.findUniqueOrThrow({ where: { id: item.id } });
  const stored = Buffer.from(row.sealedNtHash ?? []);
  assert.ok(!stored.toString("hex").includes(hash), "the database holds no plain hash");
  const sealer = new Sealer(await loadSecretKey(server.stateFolder, undefined));
  assert.equal(sealer.open(stored, item.id)?.toString("hex"), hash);
});

test("whose password no key opens any more needs a new one, and says so until it is set", async () => {
  const body = { name: "lost", password: "Password" + "1234" };
  const { item } = (await admin.call(routes.user.create, { body })).reply;
  assert.deepEqual([item.hasPassword, item.needsNewPassword], [true, false]);
  // As after a restore of the database without the key that it was made with.
  const sealed = new Sealer(randomBytes(32)).seal(randomBytes(16), item.id);
  await server.db.user.update({
    where: { id: item.id },
    data: { sealedNtHash: Uint8Array.from(sealed) },
  });
  const params = { id: item.id };
  const lost = (await admin.call(routes.user.read, { params })).reply;
  assert.deepEqual([lost.hasPassword, lost.needsNewPassword], [false, true]);
  const { items } = (await admin.call(routes.user.list, {})).reply;
  assert.equal(items.find(({ id }) => id === item.id)?.needsNewPassword, true);
  const set = await admin.call(routes.user.setPassword, {
    params,
    body: { password: "Password" + "5678" },
  });
  assert.deepEqual([set.reply.item.hasPassword, set.reply.item.needsNewPassword], [true, false]);
  const none = (await admin.call(routes.user.create, { body: { name: "nobody-yet" } })).reply.item;
  assert.deepEqual([none.hasPassword, none.needsNewPassword], [false, false]);
});

test("fields left out of a change stay as they are", async () => {
  const body = { name: "grace", fullName: "Grace H.", expiresAtMs: 2_000_000_000_000 };
  const { item } = (await admin.call(routes.user.create, { body })).reply;
  const params = { id: item.id };
  const change = await admin.call(routes.user.update, { params, body: { enabled: false } });
  const { updatedAtMs: _, version: ___, ...after } = change.reply.item;
  const { updatedAtMs: __, version: ____, ...before } = item;
  assert.deepEqual(after, { ...before, enabled: false });
  const cleared = await admin.call(routes.user.update, { params, body: { expiresAtMs: null } });
  assert.equal(cleared.reply.item.expiresAtMs, null);
});

test("deleting, renaming or disabling somebody who is connected asks first, once per code", async () => {
  const { item } = (await admin.call(routes.user.create, { body: { name: "heidi" } })).reply;
  server.engine.sessions = [fakeSession("s1", "heidi", []), fakeSession("s2", "BOX\\Heidi", [])];
  server.engine.opens = [fakeOpen("o1", "s1", "heidi", "docs")];
  server.engine.sendStatus();
  const params = { id: item.id };
  await until("the sessions are known", async () => {
    const { reply } = await admin.call(routes.user.read, { params });
    return reply.sessionCount === 2 && reply.openCount === 1;
  });
  for (const body of [{ enabled: false }, { name: "ida" }, { expiresAtMs: 1_000 }]) {
    const asked = await admin.call(routes.user.update, { params, body });
    assert.equal(asked.problem.code, "confirmation-needed");
  }
  const harmless = await admin.call(routes.user.update, { params, body: { fullName: "H" } });
  assert.equal(harmless.status, 200);
  const { problem } = await admin.call(routes.user.remove, { params });
  assert.equal(problem.code, "confirmation-needed");
  assert.match(problem.consequences?.join(" ") ?? "", /2 sessions .* 1 open file or folder/);
  const confirm = problem.confirm ?? "";
  const elsewhere = await admin.call(routes.user.update, {
    params,
    query: { confirm },
    body: { enabled: false },
  });
  assert.equal(elsewhere.status, 409, "the code is for the call it was given to");
  server.advance(300_001);
  const late = await admin.call(routes.user.remove, { params, query: { confirm } });
  assert.equal(late.status, 409, "five minutes are over");
  const fresh = late.problem.confirm ?? "";
  const done = await admin.call(routes.user.remove, { params, query: { confirm: fresh } });
  assert.equal(done.status, 200);
});

test("groups take users that exist, and lose them with the user", async () => {
  const user = (await admin.call(routes.user.create, { body: { name: "judy" } })).reply.item;
  const body = { name: "readers", memberIds: [user.id] };
  const group = (await admin.call(routes.group.create, { body })).reply.item;
  assert.deepEqual(group.memberIds, [user.id]);
  const { reply } = await admin.call(routes.user.read, { params: { id: user.id } });
  assert.deepEqual(reply.groupIds, [group.id]);
  const nobody = "00000000-0000-7000-8000-000000000000";
  const params = { id: group.id, userId: nobody };
  const unknown = await admin.call(routes.group.addMember, { params });
  assert.equal(unknown.problem.code, "principal-unknown");
  const twice = await admin.call(routes.group.addMember, {
    params: { ...params, userId: user.id },
  });
  assert.deepEqual(twice.reply.item.memberIds, [user.id]);
  await admin.call(routes.user.remove, { params: { id: user.id } });
  const left = await admin.call(routes.group.read, { params: { id: group.id } });
  assert.deepEqual(left.reply.memberIds, []);
});

test("the members of a group are listed by page, from either end, and found by name", async () => {
  const { id } = (await admin.call(routes.group.create, { body: { name: "crowd" } })).reply.item;
  const userIds: string[] = [];
  for (const name of ["m5", "m1", "m4", "m2", "m3"]) {
    const body = { name, fullName: `Member ${name}` };
    userIds.push((await admin.call(routes.user.create, { body })).reply.item.id);
  }
  await admin.call(routes.group.update, { params: { id }, body: { memberIds: userIds } });
  const page = async (query: { page?: number; limit?: number; q?: string }) => {
    const { total, items } = (await admin.call(routes.group.members, { params: { id }, query }))
      .reply;
    return [total, ...items.map(({ name }) => name)];
  };
  assert.deepEqual(await page({ limit: 2 }), [5, "m1", "m2"]);
  assert.deepEqual(await page({ limit: 2, page: 2 }), [5, "m3", "m4"]);
  assert.deepEqual(await page({ limit: 2, page: 3 }), [5, "m5"]);
  assert.deepEqual(await page({ limit: 2, page: 4 }), [5]);
  assert.deepEqual(await page({ q: "MEMBER m4" }), [1, "m4"]);
  const missing = { id: "00000000-0000-4000-8000-000000000000" };
  assert.equal((await admin.call(routes.group.members, { params: missing })).status, 404);
  const found = await admin.call(routes.principal.list, { query: { q: "member m", limit: 2 } });
  assert.deepEqual(
    found.reply.items.map(({ name }) => name),
    ["m1", "m2"],
  );
});

test("of a group with more members than are listed the number is told, and its list by page", async () => {
  const { item } = (await admin.call(routes.group.create, { body: { name: "everybody" } })).reply;
  assert.deepEqual(item.memberIds, []);
  await server.db.$executeRaw`
    INSERT INTO principals (id, kind, name_key, rid)
    SELECT gen_random_uuid(), 'user', 'many-' || n, 500000 + n FROM generate_series(1, 1001) n`;
  await server.db.$executeRaw`
    INSERT INTO users (id, name, uid, gid, updated_at)
    SELECT id, name_key, rid, rid, now() FROM principals WHERE rid > 500000`;
  await server.db.$executeRaw`
    INSERT INTO group_members (group_id, user_id)
    SELECT ${item.id}::uuid, id FROM principals WHERE rid > 500000`;
  const params = { id: item.id };
  const many = (await admin.call(routes.group.read, { params })).reply;
  assert.deepEqual([many.memberCount, many.memberIds], [1001, null]);
  const [first] = (await admin.call(routes.group.members, { params })).reply.items;
  const one = { id: item.id, userId: first?.id ?? "" };
  const left = (await admin.call(routes.group.removeMember, { params: one })).reply.item;
  assert.deepEqual([left.memberCount, left.memberIds?.length], [1000, 1000]);
});

test("pages of users, also those from the end, go together to the whole list in every order", async () => {
  const names = Array.from({ length: 9 }, (_, index) => `paged-${index}`);
  for (const [index, name] of names.entries()) {
    const fullName = index % 3 === 0 ? "" : `Paged ${index % 2}`;
    const { id } = (await admin.call(routes.user.create, { body: { name, fullName } })).reply.item;
    // Some were seen, at times that are not the order of their names; some never.
    if (index % 2 === 0) {
      const lastLogonAt = new Date(Date.UTC(2026, 0, 1 + ((index * 5) % 7)));
      await server.db.user.update({ where: { id }, data: { lastLogonAt } });
    }
  }
  const list = async (query: object) =>
    (await admin.call(routes.user.list, { query: { q: "paged-", ...query } })).reply;
  for (const sort of ["name", "-name", "fullName", "-fullName", "lastLogon", "-lastLogon", "uid"]) {
    const whole = await list({ sort, limit: 50 });
    assert.equal(whole.total, 9);
    const pages = [];
    for (let page = 1; page <= 5; page++) pages.push(await list({ sort, limit: 2, page }));
    assert.deepEqual(
      pages.flatMap(({ items }) => items.map(({ name }) => name)),
      whole.items.map(({ name }) => name),
      sort,
    );
    assert.deepEqual([pages.at(-1)?.items.length, pages.at(-1)?.total], [1, 9]);
  }
  const seen = (await list({ sort: "-lastLogon", limit: 50 })).items.map(
    (each) => each.lastLogonAtMs,
  );
  assert.ok(seen.slice(0, 5).every((timeMs) => timeMs !== null));
  assert.ok(
    seen.slice(5).every((timeMs) => timeMs === null),
    "who was never seen comes last",
  );
  assert.deepEqual((await list({ limit: 2, page: 7 })).items, []);
});
