import assert from "node:assert/strict";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RouteBody, routes } from "../../contract/contract.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let root: ApiClient;

before(async () => {
  server = await startTestServer();
  root = await server.setUp();
  await mkdir(join(server.dataRoot, "films"));
  await root.call(routes.user.create, {
    body: { name: "anna", uid: 1000, password: "what she has on this box" },
  });
  await root.call(routes.share.create, {
    body: { name: "Old", path: server.dataRoot, comment: "was here" },
  });
});

after(() => server.close());

const rows = routes.sambaImport;
type Body = RouteBody<typeof rows.preview>;

const hash = ntHash("the password of the old box");
const LM = "X".repeat(32);
const passwords = ["anna", "bert", "guest", "PC$"]
  .map(
    (name, at) => `${name}:${1000 + at}:${LM}:${hash.toString("hex")}:[U          ]:LCT-5F5E1000:`,
  )
  .join("\n");

const conf = () =>
  [
    "[global]",
    "workgroup = ATHOME",
    "load printers = yes",
    "[films]",
    `path = ${server.dataRoot}/films`,
    "read only = no",
    "valid users = bert, @family",
    "force user = bert",
    "[new]",
    `path = ${server.dataRoot}/new`,
    "[elsewhere]",
    "path = /etc",
    "[old]",
    `path = ${server.dataRoot}`,
    "comment = from the old box",
  ].join("\n");

const input = (more: Partial<Body> = {}): Body => ({
  files: [{ name: "smb.conf", text: conf() }],
  passwords,
  group: "family:x:2000:bert,anna,zoe\n",
  createFolders: true,
  shares: [{ source: "elsewhere", action: "skip" }],
  ...more,
});

const preview = async (body: Body) => (await root.call(rows.preview, { body })).reply;

test("a preview says of each share, user and group what would be done, and does nothing", async () => {
  const plan = await preview(input({ createFolders: false, shares: [] }));
  assert.deepEqual(plan.problems, []);
  assert.deepEqual(plan.settings, [{ name: "workgroup", from: "WORKGROUP", to: "ATHOME" }]);
  assert.deepEqual(
    plan.users.map(({ name, action, hasPassword }) => [name, action, hasPassword]),
    [
      ["anna", "keep", true],
      ["bert", "create", true],
    ],
  );
  assert.deepEqual(
    plan.groups.map(({ name, action, detail }) => [name, action, detail]),
    [["family", "create", "gid 2000; members: anna, bert"]],
  );
  assert.deepEqual(
    plan.shares.map(({ name, action, isTaken }) => [name, action, isTaken]),
    [
      ["films", "create", false],
      ["new", "problem", false],
      ["elsewhere", "problem", false],
      ["old", "skip", true],
    ],
  );
  assert.match(plan.shares[1]?.problems.join() ?? "", /does not exist/);
  assert.match(plan.shares[2]?.problems.join() ?? "", /data root/);
  assert.deepEqual(
    plan.leftOut.map(({ file, line, text }) => [file, line, text]),
    [
      ["passwords", 3, "guest"],
      ["passwords", 4, "PC$"],
    ],
  );
  assert.equal((await root.call(routes.user.list)).reply.total, 1);
  const { digest } = plan;
  const refused = await root.call(rows.apply, { body: { ...input({ shares: [] }), digest } });
  assert.equal(refused.problem.code, "import-refused");
  assert.deepEqual(await readdir(server.dataRoot), ["films"]);
});

test("what was seen is done in one go, and the engine has it", async () => {
  const body = input();
  const { digest } = await preview(body);
  const { reply } = await root.call(rows.apply, { body: { ...body, digest } });
  assert.deepEqual(reply.item, { users: 1, groups: 1, shares: 2, settings: 1 });
  await until("live", () => (server.engine.snapshots.at(-1)?.revision ?? 0) >= reply.revision);
  const snapshot = server.engine.snapshots.at(-1);
  const hashOf = (name: string) => snapshot?.users.find((user) => user.name === name)?.ntHash;
  assert.equal(hashOf("bert"), hash.toString("hex"));
  assert.equal(hashOf("anna"), ntHash("what she has on this box").toString("hex"));
  const films = snapshot?.shares.find((share) => share.name === "films");
  const bert = snapshot?.users.find((user) => user.name === "bert");
  const family = snapshot?.groups.find((group) => group.name === "family");
  assert.equal(bert?.uid, 1001);
  assert.equal(films?.forceUid, 1001);
  assert.equal(family?.gid, 2000);
  assert.equal(family?.memberIds.length, 2);
  const rightOf = (id: string | undefined) =>
    films?.permissions.find(({ principalId }) => principalId === id)?.right;
  assert.equal(films?.permissions.length, 2);
  assert.deepEqual([rightOf(bert?.id), rightOf(family?.id)], ["change", "change"]);
  assert.ok(snapshot?.shares.some((share) => share.name === "new"));
  assert.deepEqual((await readdir(server.dataRoot)).sort(), ["films", "new"]);
  const old = snapshot?.shares.find((share) => share.name === "Old");
  assert.equal(old?.comment, "was here");
  assert.ok(!server.log().includes(hash.toString("hex")));
  const audit = (await root.call(routes.audit.list, { query: { kind: "samba.import" } })).text;
  assert.match(audit, /1 user, 1 group, 2 shares, 1 setting/);
});

test("what is there is replaced where that is chosen, and keeps its id", async () => {
  const before = (await root.call(routes.share.list)).reply.items.find(
    ({ name }) => name === "Old",
  );
  const body = input({
    existingUsers: "replace",
    leaveOut: ["bert"],
    settings: false,
    shares: [
      { source: "elsewhere", action: "import", name: "moved", path: join(server.dataRoot, "new") },
      { source: "Old", action: "replace" },
      { source: "new", action: "skip" },
      { source: "films", action: "skip" },
    ],
  });
  const plan = await preview(body);
  assert.deepEqual(
    plan.shares.map(({ name, action }) => [name, action]),
    [
      ["films", "skip"],
      ["new", "skip"],
      ["moved", "create"],
      ["old", "replace"],
    ],
  );
  const { reply } = await root.call(rows.apply, { body: { ...body, digest: plan.digest } });
  assert.deepEqual(reply.item, { users: 1, groups: 0, shares: 2, settings: 0 });
  await until("live", () => (server.engine.snapshots.at(-1)?.revision ?? 0) >= reply.revision);
  const snapshot = server.engine.snapshots.at(-1);
  const old = snapshot?.shares.find(({ id }) => id === before?.id);
  assert.deepEqual([old?.name, old?.comment, old?.readOnly], ["old", "from the old box", true]);
  const anna = snapshot?.users.find(({ name }) => name === "anna");
  assert.equal(anna?.ntHash, hash.toString("hex"));
});

test("what changed since it was looked at is looked at again, and no folder is left behind", async () => {
  const text = `[late]\npath = ${server.dataRoot}/late`;
  const body: Body = { files: [{ name: "smb.conf", text }], createFolders: true };
  const { digest } = await preview(body);
  await root.call(routes.share.create, { body: { name: "LATE", path: server.dataRoot } });
  const answer = await root.call(rows.apply, { body: { ...body, digest } });
  assert.equal(answer.problem.code, "conflict");
  assert.ok(!(await readdir(server.dataRoot)).includes("late"));
});

test("a folder that is made has the mode of its share, and is the forced owner's", async () => {
  const isRoot = process.getuid?.() === 0;
  const text = `[own]\npath = ${server.dataRoot}/own\ndirectory mask = 0750\nforce user = anna`;
  const body: Body = { files: [{ name: "smb.conf", text }], createFolders: true };
  const { digest, problems } = await preview(body);
  assert.deepEqual(problems, []);
  assert.equal((await root.call(rows.apply, { body: { ...body, digest } })).status, 200);
  const own = await stat(join(server.dataRoot, "own"));
  assert.equal((own.mode & 0o777).toString(8), "750");
  assert.equal(own.uid, isRoot ? 1000 : process.getuid?.());
});

test("nothing to import, and too much of it, is said", async () => {
  assert.match((await preview({})).problems.join(), /Choose a configuration/);
  const text = Array.from({ length: 1001 }, (_, n) => `[s${n}]`).join("\n");
  const many = await preview({ files: [{ name: "smb.conf", text }] });
  assert.match(many.problems.join(), /At most 1000 shares/);
  const users = Array.from({ length: 5_001 }, (_, n) => `u${n}:${hash.toString("base64")}`);
  const all = await preview({ passwords: users.join("\n") });
  assert.match(all.problems.join(), /At most 5000 users/);
  const answer = await root.call(rows.preview, { body: { passwords: "x".repeat(600_001) } });
  assert.equal(answer.problem.code, "invalid");
});
