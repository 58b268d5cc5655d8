import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tablesInOrder } from "../../backup/table-order.ts";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { keepRemoval } from "./keep-removal.ts";
import { KEPT_TABLES } from "./kept-rows.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

const PASSWORD = "Password" + "1234";

async function newUser(name: string, groupIds: string[] = []) {
  const body = { name, password: PASSWORD, groupIds };
  return (await admin.call(routes.user.create, { body })).reply.item;
}

async function newGroup(name: string, memberIds: string[] = []) {
  return (await admin.call(routes.group.create, { body: { name, memberIds } })).reply.item;
}

async function newShare(name: string, permissions: object[] = []) {
  const path = `${server.dataRoot}/${name}`;
  const body = { name, path, createFolder: true, permissions: permissions as never };
  return (await admin.call(routes.share.create, { body })).reply.item;
}

test("a user who is brought back is who they were, for the file server too", async () => {
  await server.db.accessPolicy.update({ where: { id: 1 }, data: { passwordHistory: 3 } });
  const staff = await newGroup("staff");
  const dora = await newUser("dora", [staff.id]);
  const setAgain = { params: { id: dora.id }, body: { password: `${PASSWORD}5` } };
  await admin.call(routes.user.setPassword, setAgain);
  const share = await newShare("papers", [
    { principal: "user", principalId: dora.id, right: "change" },
  ]);
  const params = { id: dora.id };
  const was = (await admin.call(routes.user.read, { params })).reply;
  const row = () =>
    server.db.user.findUnique({ where: params, include: { formerPasswords: true } });
  const rowWas = await row();
  assert.ok((rowWas?.formerPasswords.length ?? 0) >= 1);
  await until("the engine has her", () => sentUser("dora") !== undefined);
  const sent = sentUser("dora");

  const removed = (await admin.call(routes.user.remove, { params })).reply;
  await until("the engine has lost her", () => server.engine.revision >= removed.revision);
  assert.equal(sentUser("dora"), undefined);
  assert.equal(await row(), null);
  const { items } = (await admin.call(routes.removal.list, {})).reply;
  const [newest] = items;
  assert.deepEqual(
    [newest?.id, newest?.kind, newest?.names, newest?.count, newest?.actor],
    [removed.removalId, "users", ["dora"], 1, "root"],
  );

  const undo = { params: { id: removed.removalId ?? "" } };
  const back = (await admin.call(routes.removal.undoUsers, undo)).reply;
  assert.deepEqual(back.item, { names: ["dora"], leftOut: 0 });
  assert.deepEqual((await admin.call(routes.user.read, { params })).reply, was);
  assert.deepEqual(await row(), rowWas);
  await until("the engine has her again", () => server.engine.revision >= back.revision);
  assert.deepEqual(sentUser("dora"), sent);
  const shared = (await admin.call(routes.share.read, { params: { id: share.id } })).reply;
  assert.deepEqual(shared.permissions, share.permissions);
  const again = await admin.call(routes.removal.undoUsers, undo);
  assert.equal(again.problem.code, "not-found");
});

function sentUser(name: string) {
  return server.engine.snapshots.at(-1)?.users.find((user) => user.name === name);
}

test("what is kept is sealed, and not in the tables of the things themselves", async () => {
  const erin = await newUser("erin-of-the-seal");
  const { removalId } = (await admin.call(routes.user.remove, { params: { id: erin.id } })).reply;
  const row = await server.db.removal.findUniqueOrThrow({ where: { id: removalId ?? "" } });
  const bytes = Buffer.from(row.sealedRows).toString("latin1");
  assert.ok(bytes.length > 100);
  assert.ok(!bytes.includes("erin-of-the-seal"));
  assert.equal(await server.db.principal.count({ where: { id: erin.id } }), 0);
});

test("groups come back with members, groups around and inside, and rights", async () => {
  const anna = await newUser("anna");
  const bert = await newUser("bert");
  const outer = await newGroup("outer");
  const inner = await newGroup("inner");
  const group = await newGroup("middle", [anna.id, bert.id]);
  const nest = (id: string, memberGroupIds: string[]) =>
    admin.call(routes.group.update, { params: { id }, body: { memberGroupIds } });
  await nest(outer.id, [group.id]);
  await nest(group.id, [inner.id]);
  const rights = [{ principal: "group", principalId: group.id, right: "read" }];
  const share = await newShare("shelf", rights);
  const params = { id: group.id };
  const was = (await admin.call(routes.group.read, { params })).reply;
  const { removalId } = (await admin.call(routes.group.remove, { params })).reply;
  // One of its members is deleted meanwhile, for good.
  await admin.call(routes.user.remove, { params: { id: bert.id } });
  const undo = { params: { id: removalId ?? "" } };
  const back = (await admin.call(routes.removal.undoGroups, undo)).reply;
  assert.deepEqual(back.item, { names: ["middle"], leftOut: 1 });
  const now = (await admin.call(routes.group.read, { params })).reply;
  assert.deepEqual([now.memberIds, now.memberGroupIds], [[anna.id], was.memberGroupIds]);
  assert.deepEqual([now.rid, now.gid, now.updatedAtMs], [was.rid, was.gid, was.updatedAtMs]);
  const around = (await admin.call(routes.group.read, { params: { id: outer.id } })).reply;
  assert.deepEqual(around.memberGroupIds, [group.id]);
  const shared = (await admin.call(routes.share.read, { params: { id: share.id } })).reply;
  assert.deepEqual(shared.permissions, share.permissions);
});

test("a group that would be inside itself by now stays away", async () => {
  const top = await newGroup("top");
  const link = await newGroup("link");
  const low = await newGroup("low");
  const nest = (id: string, memberGroupIds: string[]) =>
    admin.call(routes.group.update, { params: { id }, body: { memberGroupIds } });
  await nest(top.id, [link.id]);
  await nest(link.id, [low.id]);
  const { removalId } = (await admin.call(routes.group.remove, { params: { id: link.id } })).reply;
  assert.equal((await nest(low.id, [top.id])).status, 200);
  const undo = { params: { id: removalId ?? "" } };
  assert.equal((await admin.call(routes.removal.undoGroups, undo)).problem.code, "group-cycle");
  assert.equal(await server.db.principal.count({ where: { id: link.id } }), 0);
  await nest(low.id, []);
  assert.equal((await admin.call(routes.removal.undoGroups, undo)).status, 200);
});

test("a share comes back with its options, permissions and who looks after it", async () => {
  const fred = await newUser("fred");
  const rights = [{ principal: "user", principalId: fred.id, right: "full" }];
  const share = await newShare("films", rights);
  const params = { id: share.id };
  const options = { comment: "Only good ones", recycleBin: true, hostsAllow: ["192.0.2.0/24"] };
  await admin.call(routes.share.update, { params, body: options });
  const body = {
    name: "keeper",
    password: "quiet evening walk",
    role: "shares" as const,
    shareIds: [share.id],
  };
  assert.equal((await admin.call(routes.administrator.create, { body })).status, 201);
  const was = (await admin.call(routes.share.read, { params })).reply;
  const removed = (await admin.call(routes.share.remove, { params })).reply;
  assert.equal((await admin.call(routes.share.read, { params })).problem.code, "not-found");
  const undo = { params: { id: removed.removalId ?? "" } };
  const back = (await admin.call(routes.removal.undoShare, undo)).reply;
  assert.deepEqual(back.item, { names: ["films"], leftOut: 0 });
  const now = (await admin.call(routes.share.read, { params })).reply;
  assert.deepEqual({ ...now, live: null }, { ...was, live: null });
  const looksAfter = await server.db.administratorShare.count({ where: { shareId: share.id } });
  assert.equal(looksAfter, 1);
});

test("nothing is brought back in the place of what has its name or number now", async () => {
  const gina = await newUser("gina");
  const first = (await admin.call(routes.user.remove, { params: { id: gina.id } })).reply;
  const undo = { params: { id: first.removalId ?? "" } };
  const other = await newUser("GINA");
  assert.equal((await admin.call(routes.removal.undoUsers, undo)).problem.code, "name-taken");
  const renaming = { params: { id: other.id }, body: { name: "not-gina", uid: gina.uid } };
  assert.equal((await admin.call(routes.user.update, renaming)).status, 200);
  assert.equal((await admin.call(routes.removal.undoUsers, undo)).problem.code, "uid-taken");
  const moving = { params: { id: other.id }, body: { uid: 60_000 } };
  await admin.call(routes.user.update, moving);
  // A removal of users is none of groups or shares.
  for (const row of [routes.removal.undoGroups, routes.removal.undoShare] as const) {
    assert.equal((await admin.call(row, undo)).problem.code, "not-found");
  }
  assert.equal((await admin.call(routes.removal.undoUsers, undo)).status, 200);
});

test("several who were deleted at once come back at once", async () => {
  const users = [await newUser("many-1"), await newUser("many-2")];
  const body = { ids: users.map(({ id }) => id), action: "delete" as const };
  const asked = (await admin.call(routes.user.bulk, { body })).problem;
  const query = { confirm: asked.confirm ?? "" };
  const { item } = (await admin.call(routes.user.bulk, { query, body })).reply;
  assert.equal(item.changedIds.length, 2);
  const undo = { params: { id: item.removalId ?? "" } };
  const back = (await admin.call(routes.removal.undoUsers, undo)).reply;
  assert.deepEqual(back.item.names.sort(), ["many-1", "many-2"]);
});

test("a change of several says who was changed by it", async () => {
  const on = await newUser("still-on");
  const off = await newUser("already-off");
  const params = { id: off.id };
  await admin.call(routes.user.update, { params, body: { enabled: false } });
  const ids = [on.id, off.id];
  const disable = { body: { ids, action: "disable" as const } };
  const { item } = (await admin.call(routes.user.bulk, disable)).reply;
  assert.deepEqual([item.count, item.changedIds, item.removalId], [2, [on.id], null]);
  const club = await newGroup("club", [off.id]);
  const adding = { body: { ids, action: "add-to-group" as const, groupId: club.id } };
  assert.deepEqual((await admin.call(routes.user.bulk, adding)).reply.item.changedIds, [on.id]);
  const must = { body: { ids, action: "must-change" as const } };
  assert.deepEqual((await admin.call(routes.user.bulk, must)).reply.item.changedIds.length, 2);
  const need = { body: { ids: [on.id], action: "need-not-change" as const } };
  assert.deepEqual((await admin.call(routes.user.bulk, need)).reply.item.changedIds, [on.id]);
});

test("an hour later it is gone for good", async () => {
  const hugo = await newUser("hugo");
  const { removalId } = (await admin.call(routes.user.remove, { params: { id: hugo.id } })).reply;
  server.advance(3_600_000);
  const admin2 = admin;
  const undo = { params: { id: removalId ?? "" } };
  assert.equal((await admin2.call(routes.removal.undoUsers, undo)).problem.code, "not-found");
  assert.deepEqual((await admin.call(routes.removal.list, {})).reply.items, []);
  const ida = await newUser("ida");
  await admin.call(routes.user.remove, { params: { id: ida.id } });
  assert.equal(await server.db.removal.count(), 1, "the next deletion clears what is too old");
});

test("what is kept has a size and a number, and the oldest gives way", async () => {
  await server.db.removal.deleteMany({});
  const { Sealer } = await import("../../secret/sealer.ts");
  const sealer = new Sealer(new Uint8Array(32));
  const limits = { bytesMax: 10_000, totalBytesMax: 5_000, countMax: 3 };
  const keep = (name: string, given = limits) =>
    server.db.$transaction((tx) => {
      const cx = { actor: "root", nowMs: server.now() } as never;
      const items = [{ id: "00000000-0000-4000-8000-000000000000", name }];
      return keepRemoval(tx, sealer, cx, { kind: "users", items }, given);
    });
  assert.equal(await keep("too large", { ...limits, bytesMax: 10 }), null);
  for (const name of ["one", "two", "three", "four"]) await keep(name);
  const names = async () =>
    (await server.db.removal.findMany({ orderBy: { id: "asc" } }))
      .flatMap((row) => row.names)
      .sort();
  assert.equal((await names()).length, 3);
  assert.ok((await names()).includes("four"));
  await keep("five", { ...limits, totalBytesMax: 150 });
  assert.deepEqual(await names(), ["five"]);
});

test("every table that loses rows with a user, group or share is kept", async () => {
  const query = <Row>(sql: string) => server.db.$queryRawUnsafe<Row[]>(sql);
  const order = await tablesInOrder(query);
  const references = await query<{ from: string; to: string }>(
    `SELECT one.relname::text AS from, other.relname::text AS to FROM pg_constraint
     JOIN pg_class one ON one.oid = conrelid JOIN pg_class other ON other.oid = confrelid
     WHERE contype = 'f' AND confdeltype = 'c' AND connamespace = 'public'::regnamespace`,
  );
  const roots = {
    users: ["principals", "users"],
    groups: ["principals", "groups"],
    share: ["shares"],
  };
  for (const [kind, tables] of Object.entries(KEPT_TABLES)) {
    const own = roots[kind as keyof typeof roots];
    const losing = references.filter(({ to }) => own.includes(to)).map(({ from }) => from);
    const other = { users: "groups", groups: "users", share: "" }[kind];
    const wanted = new Set([...own, ...losing].filter((name) => name !== other));
    assert.deepEqual(new Set(tables.map(({ table }) => table)), wanted, kind);
    const places = tables.map(({ table }) => order.indexOf(table));
    for (const { from, to } of references) {
      const [child, parent] = [from, to].map((name) =>
        tables.findIndex(({ table }) => table === name),
      );
      if (child !== undefined && parent !== undefined && child >= 0 && parent >= 0) {
        assert.ok(parent <= child, `${to} is put back before ${from}`);
      }
    }
    assert.ok(
      places.every((place) => place >= 0),
      kind,
    );
  }
});
