import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
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

function place(name: string): string {
  const path = join(server.dataRoot, name);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
  return path;
}

async function check(path: string, more: { createFolder?: boolean; shareId?: string } = {}) {
  const { reply } = await admin.call(routes.share.checkPath, { body: { path, ...more } });
  return {
    usable: reply.usable,
    path: reply.path,
    problems: reply.problems.map((finding) => finding.code),
    warnings: reply.warnings.map((finding) => finding.code),
  };
}

test("a share is made with its folder, reaches the engine, and is live", async () => {
  const path = join(server.dataRoot, "new/deeper");
  const group = (await admin.call(routes.group.create, { body: { name: "team" } })).reply.item;
  const permissions = [
    { principal: "group" as const, principalId: group.id, right: "full" as const },
    { principal: "everyone" as const, right: "read" as const },
  ];
  const body = { name: "Team", path, permissions, forceUid: 4_294_967_294 };
  const missing = await admin.call(routes.share.create, { body });
  assert.equal(missing.problem.code, "path-not-usable");
  const made = await admin.call(routes.share.create, { body: { ...body, createFolder: true } });
  const { item, revision } = made.reply;
  assert.equal(statSync(path).mode & 0o777, 0o777, "whatever the umask, users may write");
  assert.equal(item.forceUid, 4_294_967_294);
  await until("it is live", async () => {
    const { reply } = await admin.call(routes.share.read, { params: { id: item.id } });
    return reply.live.state === "live";
  });
  const sent = server.engine.snapshots.at(-1);
  assert.equal(sent?.revision, revision);
  const share = sent?.shares.find((entry) => entry.id === item.id);
  assert.equal(share?.path, path);
  assert.equal(share?.forceUid, 4_294_967_294);
  assert.deepEqual(share?.permissions.map((entry) => `${entry.principal} ${entry.right}`).sort(), [
    "everyone read",
    "group full",
  ]);
});

test("what a share does when it is listed, restarted and watched reaches the engine", async () => {
  const body = { name: "options", path: place("options") };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  const options = (share: typeof item | undefined) => [
    share?.accessBasedEnumeration,
    share?.continuouslyAvailable,
    share?.changeNotify,
  ];
  assert.deepEqual(options(item), [false, false, true]);
  const change = { accessBasedEnumeration: true, continuouslyAvailable: true, changeNotify: false };
  const params = { id: item.id };
  const { reply } = await admin.call(routes.share.update, { params, body: change });
  assert.deepEqual(options(reply.item), [true, true, false]);
  await until("the engine has it", () => server.engine.revision >= reply.revision);
  const sent = server.engine.snapshots.at(-1)?.shares.find((share) => share.id === item.id);
  assert.deepEqual(
    [sent?.accessBasedEnumeration, sent?.continuouslyAvailable, sent?.changeNotify],
    [true, true, false],
  );
});

test("what a share keeps out of the audit log reaches the engine; a sign-in is no such thing", async () => {
  const body = { name: "quiet", path: place("quiet") };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  assert.deepEqual(item.auditExcept, []);
  const params = { id: item.id };
  const change = { auditExcept: ["create" as const, "disconnect" as const] };
  const { reply } = await admin.call(routes.share.update, { params, body: change });
  assert.deepEqual(reply.item.auditExcept, ["disconnect", "create"]);
  await until("the engine has it", () => server.engine.revision >= reply.revision);
  const sent = server.engine.snapshots.at(-1)?.shares.find((share) => share.id === item.id);
  assert.deepEqual(sent?.auditExcept, ["disconnect", "create"]);
  const wrong = { auditExcept: ["logon" as never] };
  const refused = await admin.call(routes.share.update, { params, body: wrong });
  assert.equal(refused.problem.code, "invalid");
});

test("a purpose fills in what is left out, and nothing without one", async () => {
  const make = async (body: object) =>
    (
      await admin.call(routes.share.create, {
        body: { name: "", path: place("purpose"), ...body } as never,
      })
    ).reply;
  const plain = (await make({ name: "plain" })).item;
  assert.equal(plain.purpose, "general");
  assert.deepEqual(
    [plain.recycleBin, plain.writeOnceMinutes, plain.fileMode],
    [false, null, 0o666],
  );
  const archive = (await make({ name: "archive", purpose: "archive" })).item;
  assert.deepEqual([archive.writeOnceMinutes, archive.symlinks], [60, "none"]);
  const media = await make({ name: "media", purpose: "media", recycleBin: false, hidden: true });
  assert.deepEqual(
    [media.item.recycleBin, media.item.fileMode, media.item.hidden],
    [false, 0o664, true],
  );
  await until("the engine has it", () => server.engine.revision >= media.revision);
  const sent = server.engine.snapshots.at(-1)?.shares.find(({ id }) => id === archive.id);
  assert.equal(sent?.writeOnceMinutes, 60);
});

test("a folder made for a share has the share's mode, and those above it let nobody write", async () => {
  const above = join(server.dataRoot, "above");
  const path = join(above, "between", "films");
  const body = { name: "films", path, purpose: "media" as const, createFolder: true };
  assert.equal((await admin.call(routes.share.create, { body })).status, 201);
  const modes = [above, join(above, "between"), path].map((each) => statSync(each).mode & 0o7777);
  assert.deepEqual(modes, [0o755, 0o755, 0o775]);
});

test("who may come from where, what is kept and for how long reach the engine", async () => {
  const body = { name: "policy", path: place("policy") };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  const change = {
    hostsAllow: ["192.168.1.0/24", "fd00::/8"],
    hostsDeny: ["192.168.1.66"],
    signingRequired: true,
    recycleBin: true,
    recycleDays: 7,
    recycleBytesMax: 5_000_000_000_000,
    ownFilesOnly: true,
    homes: true,
    sizeLimitBytes: 2_000_000_000_000,
    previousVersions: true,
    snapshotFolder: "../snapshots",
  };
  const params = { id: item.id };
  const { reply } = await admin.call(routes.share.update, { params, body: change });
  assert.deepEqual({ ...reply.item, ...change }, reply.item);
  await until("the engine has it", () => server.engine.revision >= reply.revision);
  const sent = server.engine.snapshots.at(-1)?.shares.find((share) => share.id === item.id);
  assert.deepEqual({ ...sent, ...change }, sent);
  for (const hostsAllow of [["nas.local"], ["10.0.0.0/33"], ["10.0.0"]]) {
    const refused = await admin.call(routes.share.update, { params, body: { hostsAllow } });
    assert.equal(refused.problem.code, "invalid");
  }
});

test("snapshots are shown of data folders only, however the place is written", async () => {
  const body = { name: "past", path: place("past") };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  const params = { id: item.id };
  for (const snapshotFolder of ["../../..", "/etc", server.stateFolder]) {
    const answer = await admin.call(routes.share.update, { params, body: { snapshotFolder } });
    assert.equal(answer.problem.code, "path-not-usable", snapshotFolder);
    assert.equal(answer.problem.fields?.[0]?.path, "snapshotFolder");
    const create = { ...body, name: "other", snapshotFolder };
    const refused = await admin.call(routes.share.create, { body: create });
    assert.equal(refused.problem.code, "path-not-usable", snapshotFolder);
  }
  const good = { params, body: { snapshotFolder: "../snapshots" } };
  assert.equal((await admin.call(routes.share.update, good)).status, 200);
});

test("a bin is emptied step by step, as a job that says what stayed", async () => {
  const body = { name: "bin", path: place("bin"), recycleBin: true };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  const ask = { params: { id: item.id }, body: { user: "alice" } };
  const asked = await admin.call(routes.share.emptyBin, ask);
  assert.equal(asked.problem.code, "confirmation-needed");
  assert.match(asked.problem.detail, /alice deleted in bin cannot be had back/);
  const failed = [{ path: "alice/open.txt", status: "STATUS_SHARING_VIOLATION" }];
  server.engine.bins = [
    { removedCount: 2000, removedBytes: 3_145_728, isComplete: false, failed },
    { removedCount: 5, removedBytes: 0, isComplete: true, failed },
  ];
  const query = { confirm: asked.problem.confirm ?? "" };
  const { id } = (await admin.call(routes.share.emptyBin, { ...ask, query })).reply;
  let job = (await admin.call(routes.job.read, { params: { id } })).reply;
  await until("the job is through", async () => {
    job = (await admin.call(routes.job.read, { params: { id } })).reply;
    return job.job.state === "done";
  });
  assert.deepEqual([job.job.doneCount, job.job.failedCount], [2005, 1]);
  assert.equal(job.job.note, "2005 files removed, 3 MiB free again.");
  assert.deepEqual(
    job.failures.map(({ path, reason }) => [path, reason]),
    [["alice/open.txt", "Somebody has it open."]],
  );
  const sent = server.engine.received.filter((message) => message.type === "emptyBin");
  assert.deepEqual(
    sent.map((message) => message.user),
    ["alice", "alice"],
  );
});

test("paths out of bounds cannot be shared, however they are written", async () => {
  writeFileSync(join(server.dataRoot, "file"), "");
  symlinkSync("/etc", join(server.dataRoot, "link-out"));
  symlinkSync(server.stateFolder, join(server.dataRoot, "link-state"));
  symlinkSync("loop", join(server.dataRoot, "loop"));
  const expected: [string, string[]][] = [
    ["/", ["outside-roots", "state-folder"]],
    ["/etc", ["outside-roots"]],
    [server.stateFolder, ["outside-roots", "state-folder"]],
    [join(server.stateFolder, "secret.key"), ["outside-roots", "state-folder"]],
    [join(server.dataRoot, "link-out"), ["outside-roots"]],
    [join(server.dataRoot, "link-out/missing"), ["outside-roots"]],
    [join(server.dataRoot, "link-state"), ["outside-roots", "state-folder"]],
    [join(server.dataRoot, "file"), ["not-a-folder"]],
    [join(server.dataRoot, "absent"), ["missing"]],
    [`${server.dataRoot}-sibling`, ["outside-roots", "state-folder"]],
  ];
  for (const [path, problems] of expected) {
    assert.deepEqual((await check(path)).problems, problems, path);
    const answer = await admin.call(routes.share.create, { body: { name: "bad", path } });
    assert.equal(answer.problem.code, "path-not-usable", path);
  }
  for (const path of ["relative", `${server.dataRoot}/../x`, `${server.dataRoot}/a\0b`]) {
    const answer = await admin.call(routes.share.create, { body: { name: "bad", path } });
    assert.equal(answer.problem.code, "invalid", path);
  }
});

test("a new folder may not be made through a link that leads out", async () => {
  const path = join(server.dataRoot, "link-out/larder-was-here");
  const body = { name: "bad", path, createFolder: true };
  assert.equal((await admin.call(routes.share.create, { body })).problem.code, "path-not-usable");
  assert.throws(() => statSync("/etc/larder-was-here"), /ENOENT/);
});

test("nested and equal folders are warned of, one's own share is not", async () => {
  const path = place("outer/middle/inner");
  const outer = join(server.dataRoot, "outer");
  chmodSync(outer, 0o777);
  const body = { name: "middle", path: join(outer, "middle") };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  assert.deepEqual((await check(path)).warnings, ["inside-share"]);
  assert.deepEqual((await check(outer)).warnings, ["contains-share"]);
  chmodSync(body.path, 0o777);
  assert.deepEqual((await check(`${body.path}//`)).warnings, ["already-shared"]);
  assert.deepEqual((await check(body.path, { shareId: item.id })).warnings, []);
  assert.deepEqual((await check(`${outer}/middle-not`, { createFolder: true })).warnings, [
    "missing",
  ]);
});

test("a folder that only its owner may write is warned of", async () => {
  chmodSync(place("private"), 0o755);
  assert.deepEqual((await check(join(server.dataRoot, "private"))).warnings, [
    "not-writable-by-users",
  ]);
});

test("reserved, taken and malformed names are refused", async () => {
  const path = place("names");
  await admin.call(routes.share.create, { body: { name: "Taken", path } });
  const codes = async (name: string) =>
    (await admin.call(routes.share.create, { body: { name, path } })).problem.code;
  assert.equal(await codes("TAKEN"), "name-taken");
  for (const name of ["IPC$", "admin$", "a/b", "a\\b", "", "   ", "x".repeat(81), "a\u0007b"]) {
    assert.equal(await codes(name), "invalid", JSON.stringify(name));
  }
});

test("a permission for somebody who does not exist, or twice for one, is refused", async () => {
  const path = place("people");
  const id = "00000000-0000-7000-8000-000000000000";
  const entry = { principal: "user" as const, principalId: id, right: "read" as const };
  const body = { name: "people", path, permissions: [entry] };
  const unknown = await admin.call(routes.share.create, { body });
  assert.equal(unknown.problem.code, "principal-unknown");
  const group = (await admin.call(routes.group.create, { body: { name: "not-a-user" } })).reply
    .item;
  const wrongKind = { ...body, permissions: [{ ...entry, principalId: group.id }] };
  assert.equal(
    (await admin.call(routes.share.create, { body: wrongKind })).problem.code,
    "principal-unknown",
  );
  const everyone = { principal: "everyone" as const, right: "read" as const };
  const twice = { ...body, permissions: [everyone, everyone] };
  assert.equal((await admin.call(routes.share.create, { body: twice })).problem.code, "invalid");
  assert.equal(await server.db.share.count({ where: { name: "people" } }), 0);
});

test("a folder made for a share that fails is taken away again", async () => {
  const path = join(server.dataRoot, "undone/deep");
  const id = "00000000-0000-7000-8000-000000000000";
  const permissions = [{ principal: "user" as const, principalId: id, right: "read" as const }];
  const body = { name: "undone", path, createFolder: true, permissions };
  await admin.call(routes.share.create, { body });
  assert.throws(() => statSync(join(server.dataRoot, "undone")), /ENOENT/);
});

test("deleting, renaming, moving or disabling a share in use asks first; the rest does not", async () => {
  const path = place("busy");
  const { item } = (await admin.call(routes.share.create, { body: { name: "busy", path } })).reply;
  server.engine.sessions = [fakeSession("s9", "alice", ["busy"])];
  server.engine.opens = [fakeOpen("o9", "s9", "alice", "busy")];
  await until("the engine has it", () =>
    Boolean(server.engine.snapshots.at(-1)?.shares.some((share) => share.id === item.id)),
  );
  server.engine.sendStatus();
  const params = { id: item.id };
  await until("it is in use", async () => {
    const { reply } = await admin.call(routes.share.read, { params });
    return reply.live.sessionCount === 1 && reply.live.openCount === 1;
  });
  const asking = [
    { name: "busier" },
    { path: place("moved") },
    { enabled: false },
    { homes: true },
    { caseSensitive: true },
    { readOnly: true },
    { encryptionRequired: true },
    { hostsAllow: ["10.0.0.0/8"] },
  ];
  for (const body of asking) {
    const asked = await admin.call(routes.share.update, { params, body });
    assert.equal(asked.problem.code, "confirmation-needed", JSON.stringify(body));
    assert.match(asked.problem.detail, /alice is connected/, JSON.stringify(body));
  }
  const harmless = { comment: "still there", name: "busy", path, enabled: true };
  assert.equal((await admin.call(routes.share.update, { params, body: harmless })).status, 200);
  const { problem } = await admin.call(routes.share.remove, { params });
  assert.match(problem.detail, /busy is no longer shared; the files stay\. 1 session/);
  const query = { confirm: problem.confirm ?? "" };
  assert.equal((await admin.call(routes.share.remove, { params, query })).status, 200);
  assert.ok(statSync(path).isDirectory(), "the files stay");
});

test("a share whose disk is gone can still be edited, and deleted", async () => {
  const path = place("unplugged");
  const body = { name: "unplugged", path };
  const { item } = (await admin.call(routes.share.create, { body })).reply;
  const { rmdirSync } = await import("node:fs");
  rmdirSync(path);
  const params = { id: item.id };
  const change = { path, comment: "on the shelf" };
  const edited = await admin.call(routes.share.update, { params, body: change });
  assert.equal(edited.reply.item.comment, "on the shelf");
  assert.equal((await admin.call(routes.share.remove, { params })).status, 200);
});
