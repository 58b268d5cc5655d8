import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { DescriptorReport, EntryReport, PermissionAsk } from "@larder/smbd/control";
import { routes } from "../../contract/contract.ts";
import type { EntryInput } from "../../contract/permission.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;
let shareId: string;
let bobId: string;
let bobSid: string;
let asked: PermissionAsk[] = [];

const ETAG = "0123456789abcdef";
const OTHERS = "S-1-5-21-9-9-9-1234";

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  const path = join(server.dataRoot, "docs");
  await mkdir(path, { recursive: true });
  const bob = await admin.call(routes.user.create, {
    body: { name: "bob", password: "a long enough word" },
  });
  bobId = bob.reply.item.id;
  const share = await admin.call(routes.share.create, { body: { name: "docs", path } });
  shareId = share.reply.item.id;
  const { sid } = await server.db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const { rid } = await server.db.principal.findUniqueOrThrow({ where: { id: bobId } });
  bobSid = `${sid}-${rid}`;
  await until("the link is up", () => server.engine.received.length > 0);
});

after(() => server.close());

function entry(sid: string, mask: number, more: Partial<EntryReport> = {}): EntryReport {
  return { type: 0, flags: 0, mask, sid, from: null, ...more };
}

function report(entries: EntryReport[], more: Partial<DescriptorReport> = {}): DescriptorReport {
  return {
    ...{ path: "plans", isDirectory: true, etag: ETAG, owner: bobSid, group: "S-1-22-2-100" },
    ...{ source: "stored", isProtected: false, isNull: false, hasAuditList: false },
    ...{ entries, handedDown: [], ...more },
  };
}

function engineSays(answer: (ask: PermissionAsk) => object): void {
  asked = [];
  server.engine.answerPermission = (ask) => {
    asked.push(ask);
    return answer(ask);
  };
}

test("permissions are read with names: ours, the well-known, Unix ids, and the bare SID", async () => {
  engineSays(() =>
    report([
      entry(bobSid, 0x1301bf),
      entry("S-1-5-11", 0x1200a9, { flags: 0x13, from: "" }),
      entry(OTHERS, 0x3),
    ]),
  );
  const { reply } = await admin.call(routes.permission.read, {
    params: { shareId },
    query: { path: "plans" },
  });
  assert.deepEqual(asked, [{ ask: "read", shareId, path: ["plans"] }]);
  assert.deepEqual(
    reply.entries.map(({ who, level, isInherited, inheritedFrom }) => [
      ...[who.kind, who.name, level, isInherited, inheritedFrom],
    ]),
    [
      ["user", "bob", "change", false, null],
      ["known", "Everyone with an account", "read", true, ""],
      ["unknown", OTHERS, "other", false, null],
    ],
  );
  assert.equal(reply.group.name, "gid 100 of this box");
  assert.equal(reply.isInOrder, false);
});

test("a change names people by their ids, says in words what it does, and is audited", async () => {
  const before = report([]);
  const after = report([entry(bobSid, 0x1200a9, { flags: 3 })]);
  const people = [{ userId: bobId, before: 0, after: 0x1200a9 }];
  engineSays(() => ({ isChanged: true, before, after, people, isPeopleWhole: true }));
  const given: EntryInput[] = [
    { who: { kind: "user", id: bobId }, type: 0, mask: 0x1200a9, flags: 3 },
  ];
  const body = { path: "plans", etag: ETAG, list: "own", entries: given } as const;
  const preview = await admin.call(routes.permission.preview, { params: { shareId }, body });
  assert.deepEqual(preview.reply.sentences, [
    "New: bob is allowed read (this folder, subfolders and files).",
  ]);
  assert.deepEqual(
    preview.reply.people.map(({ text }) => text),
    ["bob: nothing → read"],
  );
  const { reply } = await admin.call(routes.permission.change, { params: { shareId }, body });
  assert.deepEqual(reply, preview.reply);
  const [dry, wet] = asked;
  assert.ok(dry?.ask === "change" && dry.isDry && wet?.ask === "change" && !wet.isDry);
  assert.deepEqual(wet.change.entries, [{ type: 0, flags: 3, mask: 0x1200a9, sid: bobSid }]);
  const { items } = (await admin.call(routes.audit.list, { query: { kind: "permission.change" } }))
    .reply;
  assert.equal(items.length, 1);
  assert.deepEqual(
    [items[0]?.share, items[0]?.path, items[0]?.detail],
    ["docs", "plans", "New: bob is allowed read (this folder, subfolders and files)."],
  );
});

test("what changes nothing is not said to have changed something", async () => {
  const same = report([entry(bobSid, 0x1200a9)]);
  engineSays(() => ({
    ...{ isChanged: false, before: same, after: same, people: [], isPeopleWhole: true },
  }));
  const count = () => server.db.auditEntry.count({ where: { kind: "permission.change" } });
  const before = await count();
  const body = { path: "plans", etag: ETAG, list: "own" } as const;
  const { reply } = await admin.call(routes.permission.change, { params: { shareId }, body });
  assert.deepEqual([reply.isChanged, reply.sentences], [false, []]);
  assert.equal(await count(), before);
});

test("refusals of the engine are problems in words", async () => {
  const read = async (refusal: object) => {
    engineSays(() => refusal);
    const query = { path: "plans" };
    return (await admin.call(routes.permission.read, { params: { shareId }, query })).problem;
  };
  const gone = await read({ refused: "not-found", status: "", path: "plans" });
  assert.deepEqual([gone.code, gone.detail], ["not-found", "“plans” does not exist."]);
  const full = await read({ refused: "failed", status: "STATUS_DISK_FULL", path: "plans" });
  assert.equal(full.detail, "“plans”: there is no room left on the disk.");
  const body = { path: "", etag: ETAG, list: "own" } as const;
  engineSays(() => ({ refused: "changed-meanwhile", status: "", path: "" }));
  const late = await admin.call(routes.permission.change, { params: { shareId }, body });
  assert.equal(late.problem.code, "conflict");
  assert.equal(late.problem.changed, undefined);
  // What is not of the contract is no answer.
  engineSays(() => ({ surprise: 1 }));
  const query = { path: "" };
  const odd = await admin.call(routes.permission.read, { params: { shareId }, query });
  assert.equal(odd.problem.code, "engine-unreachable");
});

test("whoever changes what somebody else has changed since is told who it was", async () => {
  const before = report([]);
  const after = report([entry(bobSid, 0x1200a9)], { etag: "00000000000000aa" });
  engineSays(() => ({ isChanged: true, before, after, people: [], isPeopleWhole: true }));
  const body = { path: "plans", etag: ETAG, list: "own" } as const;
  const params = { shareId };
  assert.equal((await admin.call(routes.permission.change, { params, body })).status, 200);
  engineSays((ask) =>
    ask.ask === "read" ? after : { refused: "changed-meanwhile", status: "", path: "plans" },
  );
  for (const row of [routes.permission.preview, routes.permission.change]) {
    const { problem } = await admin.call(row, { params, body });
    assert.deepEqual([problem.code, problem.changed?.by], ["conflict", "root"]);
  }
});

test("paths are checked before the engine hears of them", async () => {
  engineSays(() => report([]));
  for (const path of ["/etc", "a//b", "..", "a/../b", "x".repeat(256), "a/".repeat(600)]) {
    const answer = await admin.call(routes.permission.read, {
      params: { shareId },
      query: { path },
    });
    assert.equal(answer.problem.code, "invalid", path.slice(0, 20));
  }
  assert.deepEqual(asked, []);
});

test("handing down is a job; taking entries away asks first, with the number of files", async () => {
  let steps = 0;
  engineSays((ask) => {
    if (ask.ask === "read") return report([]);
    if (ask.ask === "beginWalk") return { walkId: 7 };
    if (ask.ask === "endWalk") return { walkId: 7 };
    steps += 1;
    const failures = steps === 3 ? [{ path: "plans/x", status: "STATUS_ACCESS_DENIED" }] : [];
    return { looked: 40, changed: 10, failures, isFinished: true };
  });
  const body = { path: "plans", mode: "replace" } as const;
  const asks = await admin.call(routes.permission.apply, { params: { shareId }, body });
  assert.equal(asks.problem.code, "confirmation-needed");
  assert.match(asks.problem.consequences?.join(" ") ?? "", /40 files and folders/);
  const query = { confirm: asks.problem.confirm ?? "" };
  const { reply } = await admin.call(routes.permission.apply, { params: { shareId }, query, body });
  assert.equal(reply.totalCount, 40);
  const read = async () => (await admin.call(routes.job.read, { params: { id: reply.id } })).reply;
  await until("the job ends", async () => (await read()).job.state !== "running");
  const { job, failures } = await read();
  assert.deepEqual([job.state, job.doneCount, job.failedCount], ["done", 40, 1]);
  assert.equal(job.note, "10 changed; all others were as they should be.");
  assert.match(failures[0]?.reason ?? "", /may not do this on the disk/);
  const { items } = (
    await admin.call(routes.audit.list, { query: { kind: "permission.apply.ended" } })
  ).reply;
  assert.match(items[0]?.detail ?? "", /^done: 40 done, 1 failed/);
});

test("a job is interrupted by the end of the engine, cancelled by people, and keeps changes away", async () => {
  engineSays((ask) => {
    if (ask.ask === "read") return report([]);
    if (ask.ask === "beginWalk") return { walkId: 8 };
    if (ask.ask === "endWalk") return { walkId: 8 };
    const isCounting = asked.filter((one) => one.ask === "beginWalk").at(-1)?.ask === "beginWalk";
    const isLast = isCounting && asked.filter((one) => one.ask === "beginWalk").length === 1;
    return { looked: 1, changed: 0, failures: [], isFinished: isLast };
  });
  const body = { path: "plans", mode: "refresh" } as const;
  const begun = (await admin.call(routes.permission.apply, { params: { shareId }, body })).reply;
  const change = { path: "Plans/a", etag: ETAG, list: "own" } as const;
  const busy = await admin.call(routes.permission.change, { params: { shareId }, body: change });
  assert.equal(busy.problem.code, "job-running");
  await admin.call(routes.job.cancel, { params: { id: begun.id } });
  const state = async (id: string) =>
    (await admin.call(routes.job.read, { params: { id } })).reply.job.state;
  await until("it is cancelled", async () => (await state(begun.id)) === "cancelled");
  await until("the walk is ended", () => asked.some((one) => one.ask === "endWalk"));
  engineSays((ask) => {
    if (ask.ask === "read") return report([]);
    if (ask.ask === "beginWalk") return { walkId: 9 };
    const walks = asked.filter((one) => one.ask === "beginWalk").length;
    if (walks === 2) return { refused: "unknown-walk", status: "", path: "" };
    return { looked: 1, changed: 0, failures: [], isFinished: true };
  });
  const again = (await admin.call(routes.permission.apply, { params: { shareId }, body })).reply;
  await until("it is interrupted", async () => (await state(again.id)) === "interrupted");
  const { job } = (await admin.call(routes.job.read, { params: { id: again.id } })).reply;
  assert.match(job.note, /file server stopped/);
});

test("an explanation is in sentences, and begins with what is outermost", async () => {
  const reason = { kind: "entry", at: "plans", entry: entry("S-1-1-0", 1, { type: 1 }) } as const;
  const rights = [{ right: 1, isGranted: false, reason }];
  const file = {
    ...{ path: "plans", isDirectory: true, granted: 0, rights, source: "stored", owner: bobSid },
  } as const;
  const whole = {
    accountProblem: null,
    share: { access: 0x1301bf, deciding: [], isReadOnly: false, isEnabled: true, problem: "" },
    way: [{ path: "", mayList: true, reason }],
    file,
    stop: null,
  };
  const explain = async (answer: object) => {
    engineSays(() => ({ ...whole, ...answer }));
    const query = { path: "plans", userId: bobId };
    return (await admin.call(routes.permission.explain, { params: { shareId }, query })).reply;
  };
  const denied = await explain({});
  assert.equal(denied.verdict, "bob can neither look into nor change “plans”.");
  assert.equal(denied.rights[0]?.reason.text, "the entry for Everyone on “plans” denies it");
  assert.deepEqual(denied.notes, []);
  const deletes = await explain({ file: { ...file, granted: 0x10080 } });
  assert.match(deletes.verdict, /bob can delete it all the same/);
  const policy = { hostsAllow: ["10.0.0.0/8"], encryptionRequired: true };
  await server.db.share.update({ where: { id: shareId }, data: policy });
  assert.deepEqual((await explain({})).notes, [
    "docs is reached from 10.0.0.0/8 and from nowhere else.",
    "docs turns away clients that do not encrypt.",
  ]);
  const off = await explain({ accountProblem: "disabled" });
  assert.match(off.verdict, /cannot open “plans”\. bob is switched off/);
  const none = [{ principal: "user", principalId: bobId, right: "none" }] as const;
  const out = await explain({ share: { ...whole.share, access: 0, deciding: none } });
  assert.match(out.verdict, /“no access” for bob beats every other entry/);
  const stop = { refused: "not-found", status: "", path: "plans/x" } as const;
  const lost = await explain({ file: null, stop });
  assert.deepEqual([lost.isFound, lost.obstacles[0]?.path], [false, "plans/x"]);
  const hidden = { path: "", mayList: false, reason: { kind: "no-entry", at: "", entry: null } };
  const blind = await explain({ file: { ...file, granted: 0x1200a9 }, way: [hidden] });
  assert.match(blind.verdict, /finds “plans” only by its whole name/);
});

test("people come with their level, a page at a time", async () => {
  engineSays((ask) => ({
    isDirectory: true,
    people:
      ask.ask === "people"
        ? ask.userIds.map((userId) => ({ userId, access: 0x1f01ff, accountProblem: "expired" }))
        : [],
  }));
  const { reply } = await admin.call(routes.permission.people, { params: { shareId }, query: {} });
  assert.deepEqual(
    [reply.total, reply.items.map(({ name, level, note }) => [name, level, note])],
    [1, [["bob", "full", "bob has expired and cannot log on"]]],
  );
});

test("presets are kept with SIDs and shown with names, once for each name", async () => {
  const entries: EntryInput[] = [
    { who: { kind: "user", id: bobId }, type: 0, mask: 0x1200a9, flags: 3 },
    { who: { kind: "sid", sid: "S-1-3-4" }, type: 1, mask: 0x40000, flags: 0 },
  ];
  const body = { name: "Readers", entries };
  const { reply } = await admin.call(routes.permissionPreset.create, { body });
  assert.deepEqual(
    reply.entries.map(({ who, level }) => [who.name, level]),
    [
      ["bob", "read"],
      ["Its owner (OWNER RIGHTS)", "other"],
    ],
  );
  const again = await admin.call(routes.permissionPreset.create, {
    body: { ...body, name: "READERS" },
  });
  assert.equal(again.problem.code, "name-taken");
  const odd = { ...entries[0]!, type: 9 };
  const refused = await admin.call(routes.permissionPreset.create, {
    body: { name: "Odd", entries: [odd] },
  });
  assert.equal(refused.problem.code, "invalid");
  await admin.call(routes.permissionPreset.remove, { params: { id: reply.id } });
  assert.deepEqual((await admin.call(routes.permissionPreset.list)).reply.items, []);
});

test("those whom an entry can name are found by a part of the name", async () => {
  const find = async (q: string) =>
    (await admin.call(routes.permissionPrincipal.list, { query: { q } })).reply.items;
  assert.deepEqual(
    (await find("BO")).filter(({ kind }) => kind === "user"),
    [{ kind: "user", id: bobId, name: "bob", sid: bobSid }],
  );
  assert.deepEqual(
    (await find("owner rights")).map(({ sid }) => sid),
    ["S-1-3-4"],
  );
});

test("who looks after other shares may not change this one", async () => {
  const password = "not this share please";
  await admin.call(routes.administrator.create, {
    body: { name: "looker", password, role: "viewer" },
  });
  const looker = server.stranger();
  looker.use((await looker.call(routes.logon.logon, { body: { name: "looker", password } })).reply);
  engineSays(() => report([]));
  const body = { path: "", etag: ETAG, list: "own" } as const;
  const refused = await looker.call(routes.permission.change, { params: { shareId }, body });
  assert.equal(refused.problem.code, "not-allowed");
  assert.deepEqual(asked, []);
  const read = await looker.call(routes.permission.read, { params: { shareId }, query: {} });
  assert.equal(read.status, 200);
});
