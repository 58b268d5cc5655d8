import assert from "node:assert/strict";
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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

test("folders are made below the roots only, writable by users", async () => {
  const parent = join(server.dataRoot, "music");
  const make = (body: { parent: string; name: string }) =>
    admin.call(routes.folder.create, { body });
  const made = await make({ parent, name: "M\u00e4rsche \u97f3\u697d" });
  assert.equal(statSync(made.reply.path).mode & 0o777, 0o777);
  assert.equal((await make({ parent, name: "live" })).problem.code, "folder-exists");
  assert.equal((await make({ parent: "/etc", name: "x" })).problem.code, "path-not-usable");
  const outside = join(server.dataRoot, "outside");
  assert.equal((await make({ parent: outside, name: "x" })).problem.code, "path-not-usable");
  for (const name of ["..", ".", "a/b", "a\0b", "", "con:", "x".repeat(300)]) {
    assert.equal((await make({ parent, name })).problem.code, "invalid", JSON.stringify(name));
  }
});
