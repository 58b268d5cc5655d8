import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
  mkdirSync(join(server.dataRoot, "music/live"), { recursive: true });
  mkdirSync(join(server.dataRoot, ".hidden"));
  writeFileSync(join(server.dataRoot, "file.txt"), "");
  symlinkSync("/etc", join(server.dataRoot, "outside"));
  symlinkSync("music", join(server.dataRoot, "alias"));
});

after(() => server.close());

async function names(path?: string): Promise<string[]> {
  const query = path === undefined ? {} : { path };
  const { reply } = await admin.call(routes.folder.list, { query });
  return reply.entries.map((entry) => entry.name);
}

test("browsing starts at the roots, shows folders only, and leaves no root", async () => {
  assert.deepEqual(await names(), [server.dataRoot]);
  assert.deepEqual(await names(server.dataRoot), ["alias", "music"]);
  assert.deepEqual(await names(join(server.dataRoot, "alias")), ["live"]);
  const { reply } = await admin.call(routes.folder.list, { query: { path: server.dataRoot } });
  assert.equal(reply.parent, null);
  assert.ok((reply.totalBytes ?? 0) > 0);
  const alias = reply.entries.find((entry) => entry.name === "alias");
  assert.equal(alias?.path, join(server.dataRoot, "music"), "links are shown where they lead");
});

test("what is outside is refused in the same words whether it exists or not", async () => {
  const answer = async (path: string) =>
    (await admin.call(routes.folder.list, { query: { path } })).problem;
  for (const path of ["/", "/etc", "/no/such/place", server.stateFolder]) {
    const problem = await answer(path);
    assert.equal(problem.code, "path-not-usable", path);
    assert.equal(problem.detail, `${path} is not below a data root.`);
  }
  const link = join(server.dataRoot, "outside");
  assert.equal((await answer(link)).code, "path-not-usable");
  assert.equal((await answer(join(server.dataRoot, "absent"))).code, "not-found");
  assert.equal((await answer(join(server.dataRoot, "file.txt"))).code, "not-found");
});

test("folders are made below the roots only", async () => {
  const parent = join(server.dataRoot, "music");
  const make = (body: { parent: string; name: string }) =>
    admin.call(routes.folder.create, { body });
  const made = await make({ parent, name: "M\u00e4rsche \u97f3\u697d" });
  assert.ok(statSync(made.reply.path).isDirectory());
  assert.equal((await make({ parent, name: "live" })).problem.code, "folder-exists");
  assert.equal((await make({ parent: "/etc", name: "x" })).problem.code, "path-not-usable");
  const outside = join(server.dataRoot, "outside");
  assert.equal((await make({ parent: outside, name: "x" })).problem.code, "path-not-usable");
  for (const name of ["..", ".", "a/b", "a\0b", "", "con:", "x".repeat(300)]) {
    assert.equal((await make({ parent, name })).problem.code, "invalid", JSON.stringify(name));
  }
});

const isRoot = process.getuid?.() === 0;

/** Owner, group and mode, as local programs see them. */
function lookOf(path: string): [number, number, string] {
  const { uid, gid, mode } = statSync(path);
  return [uid, gid, (mode & 0o7777).toString(8)];
}

test("a new folder is as the one above it where nobody shares it, and as its share says where somebody does", async () => {
  const parent = join(server.dataRoot, "home");
  mkdirSync(parent);
  chmodSync(parent, 0o2750);
  if (isRoot) chownSync(parent, 4711, 4712);
  const make = async (within: string, name: string) =>
    (await admin.call(routes.folder.create, { body: { parent: within, name } })).reply.path;
  const { uid, gid } = statSync(parent);
  assert.deepEqual(lookOf(await make(parent, "plain")), [uid, gid, "2750"]);

  const outer = { name: "home", path: parent, directoryMode: 0o770, fileMode: 0o660 };
  await admin.call(routes.share.create, { body: outer });
  assert.deepEqual(lookOf(await make(parent, "shared")), [uid, gid, "770"]);

  const [forceUid, forceGid] = isRoot ? [5001, 5002] : [uid, gid];
  const path = join(parent, "inner");
  const inner = { name: "inner", path, createFolder: true, directoryMode: 0o2775 };
  const made = await admin.call(routes.share.create, { body: { ...inner, forceUid, forceGid } });
  assert.equal(made.status, 201);
  assert.deepEqual(lookOf(path), [forceUid, forceGid, "2775"], "the folder of a new share, too");
  assert.deepEqual(lookOf(await make(path, "deep")), [forceUid, forceGid, "2775"]);
  mkdirSync(join(parent, "inner-not"));
  assert.deepEqual(lookOf(await make(join(parent, "inner-not"), "x"))[2], "770", "outside of it");
});
