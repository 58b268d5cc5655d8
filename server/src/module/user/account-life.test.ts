import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let root: ApiClient;

before(async () => {
  server = await startTestServer();
  root = await server.setUp();
});

after(() => server.close());

const FIRST = "the first password";
const DAY_MS = 86_400_000;

async function addUser(name: string, more: object = {}) {
  const body = { name, password: FIRST, ...more };
  return (await root.call(routes.user.create, { body })).reply;
}

/** As the engine was told last. */
async function told(name: string, revision: number) {
  await until(
    `revision ${revision}`,
    () => (server.engine.snapshots.at(-1)?.revision ?? 0) >= revision,
  );
  const user = server.engine.snapshots.at(-1)?.users.find((entry) => entry.name === name);
  assert.ok(user);
  return user;
}

const self = (
  name: string,
  currentPassword: string,
  password: string,
  client = server.stranger(),
) => client.call(routes.selfService.changePassword, { body: { name, currentPassword, password } });

test("who must change the password is refused by the engine until they did it themselves", async () => {
  const { item, revision } = await addUser("anna", { mustChangePassword: true });
  assert.equal((await told("anna", revision)).mustChangePassword, true);
  const visitor = server.stranger();
  const answer = await self("ANNA", FIRST, "the second password", visitor);
  assert.equal(answer.status, 204);
  assert.equal(answer.headers["set-cookie"], undefined, "it gives no session");
  assert.equal((await visitor.call(routes.logon.me)).status, 401);
  const now = await told("anna", revision + 1);
  assert.equal(now.mustChangePassword, false);
  assert.equal(now.ntHash, ntHash("the second password").toString("hex"));
  const entry = (await root.call(routes.audit.list, { query: { kind: "user.own-password" } }))
    .reply;
  assert.equal(entry.items[0]?.user, "anna");
  assert.equal(
    (await root.call(routes.user.read, { params: { id: item.id } })).reply.mustChangePassword,
    false,
  );
});

test("the present password is needed, guesses are counted, and no name gives itself away", async () => {
  await addUser("bert");
  const guesser = server.stranger("192.0.2.81");
  const wrong = await self("bert", "not this one", "a new password", guesser);
  const nobody = await self("nobody-here", "not this one", "a new password", guesser);
  assert.equal(wrong.text, nobody.text);
  assert.equal(wrong.problem.code, "logon-failed");
  for (let count = 2; count < 10; count += 1)
    await self("bert", "guess", "a new password", guesser);
  assert.equal(
    (await self("bert", FIRST, "a new password", guesser)).problem.code,
    "too-many-requests",
  );
  const admin = await guesser.call(routes.logon.logon, {
    body: { name: "root", password: "correct horse battery" },
  });
  assert.equal(admin.status, 200, "administrators are counted apart");
});

test("nobody changes a password who may not sign in, or where it is switched off", async () => {
  await addUser("carl", { enabled: false });
  await addUser("dora", { expiresAtMs: 1 });
  for (const name of ["carl", "dora"]) {
    const answer = await self(name, FIRST, "a new password", server.stranger("192.0.2.82"));
    assert.equal(answer.problem.code, "logon-failed");
  }
  await root.call(routes.accessPolicy.update, { body: { selfService: false } });
  assert.equal((await self("bert", FIRST, "a new password")).problem.code, "not-allowed");
  assert.equal((await server.stranger().call(routes.selfService.rules)).reply.enabled, false);
  await root.call(routes.accessPolicy.update, { body: { selfService: true } });
});

test("the rules hold wherever a password is set: length, name, and those of before", async () => {
  await root.call(routes.accessPolicy.update, {
    body: { passwordLengthMin: 12, passwordHistory: 3 },
  });
  const { item } = await addUser("emil", { fullName: "Emil Larsen" });
  const params = { id: item.id };
  const set = async (password: string) => {
    const answer = await root.call(routes.user.setPassword, { params, body: { password } });
    return answer.status === 200
      ? ""
      : (answer.problem.fields?.[0]?.message ?? answer.problem.code);
  };
  assert.match(await set("short-one"), /At least 12/);
  assert.match(await set("my-EMIL-password"), /name/);
  assert.match(await set("larsens-password"), /name/);
  assert.match(await set(FIRST), /last 3/);
  assert.equal(await set("the second password"), "");
  assert.equal(await set("the third password"), "");
  assert.match(await set(FIRST), /last 3/);
  assert.equal(await set("the fourth password"), "");
  assert.equal(await set(FIRST), "", "it is the fourth before by now");
  const own = await self("emil", FIRST, "the fourth password");
  assert.match(own.problem.fields?.[0]?.message ?? "", /last 3/);
  const create = await root.call(routes.user.create, {
    body: { name: "fritz", password: "fritz is my name" },
  });
  assert.equal(create.problem.fields?.[0]?.path, "password");
  const stored = await server.db.formerPassword.count({ where: { userId: item.id } });
  assert.equal(stored, 2, "no more than are looked at");
  await root.call(routes.accessPolicy.update, {
    body: { passwordLengthMin: 8, passwordHistory: 0 },
  });
});

test("with a maximum age the engine hears when each password ends; devices are left out", async () => {
  const { item } = await addUser("gina");
  await addUser("scanner", { passwordNeverExpires: true });
  const { reply } = await root.call(routes.accessPolicy.update, {
    body: { passwordAgeDaysMax: 30 },
  });
  const gina = await told("gina", reply.revision);
  assert.equal(gina.passwordExpiresAtMs, (item.passwordChangedAtMs ?? 0) + 30 * DAY_MS);
  assert.equal((await told("scanner", reply.revision)).passwordExpiresAtMs, null);
  const read = (await root.call(routes.user.read, { params: { id: item.id } })).reply;
  assert.equal(read.passwordExpiresAtMs, gina.passwordExpiresAtMs);
  const off = await root.call(routes.accessPolicy.update, { body: { passwordAgeDaysMax: null } });
  assert.equal((await told("gina", off.reply.revision)).passwordExpiresAtMs, null);
});

test("the last logon is what the engine told, and never goes back", async () => {
  const { item } = await addUser("hugo");
  const event = { address: "", share: "", path: "", status: "STATUS_SUCCESS", detail: "" };
  const logon = (timeMs: number) => ({
    ...event,
    kind: "logon" as const,
    user: "BOX\\HUGO",
    timeMs,
  });
  server.engine.send({ type: "audit", events: [logon(2_000_000), logon(1_000_000)], lost: 0 });
  const last = async () =>
    (await root.call(routes.user.read, { params: { id: item.id } })).reply.lastLogonAtMs;
  await until("the last logon", async () => (await last()) !== null);
  assert.equal(await last(), 2_000_000);
});

test("members of inner groups are members of the outer ones, and no group gets inside itself", async () => {
  const make = async (name: string, memberGroupIds: string[], memberIds: string[] = []) =>
    (await root.call(routes.group.create, { body: { name, memberGroupIds, memberIds } })).reply;
  const ida = (await addUser("ida")).item;
  const inner = (await make("inner", [], [ida.id])).item;
  const middle = (await make("middle", [inner.id])).item;
  const { item: outer, revision } = await make("outer", [middle.id, inner.id]);
  await told("ida", revision);
  const groups = server.engine.snapshots.at(-1)?.groups ?? [];
  for (const name of ["inner", "middle", "outer"]) {
    assert.deepEqual(groups.find((group) => group.name === name)?.memberIds, [ida.id], name);
  }
  for (const memberGroupIds of [[outer.id], [middle.id], [inner.id]]) {
    const answer = await root.call(routes.group.update, {
      params: { id: inner.id },
      body: { memberGroupIds },
    });
    assert.equal(answer.problem.code, "group-cycle");
  }
  assert.deepEqual(
    (await root.call(routes.group.read, { params: { id: inner.id } })).reply.memberGroupIds,
    [],
  );
  const left = await root.call(routes.group.remove, { params: { id: middle.id } });
  await told("ida", left.reply.revision);
  assert.equal(
    server.engine.snapshots.at(-1)?.groups.find((group) => group.name === "outer")?.memberIds
      .length,
    1,
  );
});

test("lists are searched, filtered, ordered and paged by the server", async () => {
  const list = async (query: object) => (await root.call(routes.user.list, { query })).reply;
  assert.deepEqual(
    (await list({ q: "LARS" })).items.map((user) => user.name),
    ["emil"],
  );
  assert.deepEqual(
    (await list({ state: "disabled" })).items.map((user) => user.name),
    ["carl"],
  );
  assert.deepEqual(
    (await list({ state: "expired" })).items.map((user) => user.name),
    ["dora"],
  );
  assert.deepEqual(
    (await list({ name: "Hugo" })).items.map((user) => user.name),
    ["hugo"],
  );
  const all = await list({});
  const pages = [
    await list({ limit: 4 }),
    await list({ limit: 4, page: 2 }),
    await list({ limit: 4, page: 3 }),
  ];
  assert.deepEqual(
    pages.flatMap((page) => page.items.map((user) => user.id)),
    all.items.map((user) => user.id).slice(0, 12),
  );
  assert.ok(pages.every((page) => page.total === all.total));
  const backwards = await list({ sort: "-name", limit: 1 });
  assert.equal(backwards.items[0]?.id, all.items.at(-1)?.id);
  assert.equal((await list({ sort: "-lastLogon", limit: 1 })).items[0]?.name, "hugo");
  const group = (await root.call(routes.group.list, { query: { q: "inn" } })).reply.items[0];
  assert.equal(group?.memberCount, 1);
  assert.deepEqual(
    (await list({ groupId: group?.id })).items.map((user) => user.name),
    ["ida"],
  );
  const found = (await root.call(routes.principal.list, { query: { q: "in" } })).reply;
  assert.deepEqual(found.items.map((item) => item.name).sort(), ["gina", "inner"]);
  const ids = found.items.map((item) => item.id).join(",");
  assert.equal((await root.call(routes.principal.list, { query: { ids } })).reply.items.length, 2);
  for (const q of ["%", "_", "\\", "'; DROP TABLE users; --"]) {
    assert.equal((await list({ q })).total, 0, `${q} is a character like others`);
  }
});

test("the same is done to several users at once, or to none", async () => {
  const ids = [(await addUser("kai")).item.id, (await addUser("lea")).item.id];
  const bulk = (action: "disable" | "delete" | "add-to-group" | "must-change", more: object = {}) =>
    root.call(routes.user.bulk, { body: { ids, action, ...more } });
  assert.equal((await bulk("must-change")).reply.item.count, 2);
  assert.equal((await bulk("disable")).status, 200);
  assert.equal((await bulk("add-to-group")).problem.code, "principal-unknown");
  const group = (await root.call(routes.group.list, { query: { name: "outer" } })).reply.items[0];
  await bulk("add-to-group", { groupId: group?.id });
  const user = (await root.call(routes.user.read, { params: { id: ids[0] ?? "" } })).reply;
  assert.deepEqual(
    [user.enabled, user.mustChangePassword, user.groupIds],
    [false, true, [group?.id]],
  );
  const asked = (await bulk("delete")).problem;
  assert.match(asked.consequences?.[0] ?? "", /2 users will be deleted/);
  const query = { confirm: asked.confirm ?? "" };
  const body = { ids, action: "delete" as const };
  assert.equal((await root.call(routes.user.bulk, { query, body })).status, 200);
  assert.equal((await root.call(routes.user.bulk, { body })).problem.code, "not-found");
});
