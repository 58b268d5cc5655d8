import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import type { Caller } from "../../auth/caller.ts";
import { isStillThere } from "../../auth/still-there.ts";
import { type AuditEntry, type AuditQuery, routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { AuditExport } from "./audit-export.ts";

const BEGAN_MS = 1_700_000_000_000;

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
  await server.db.auditEntry.deleteMany();
  const entry = (
    index: number,
    given: Partial<
      Pick<AuditEntry, "kind" | "user" | "address" | "share" | "path" | "status" | "detail">
    >,
  ) => ({
    time: new Date(BEGAN_MS + index * 1_000),
    source: "engine" as const,
    kind: "create",
    user: "anna",
    address: "192.0.2.7",
    share: "docs",
    path: `file-${index}`,
    status: "",
    detail: "",
    ...given,
  });
  await server.db.auditEntry.createMany({
    data: [
      entry(0, { path: "Letters/2024/a.txt" }),
      entry(1, { path: "letters/2025/b.txt", user: "ANNA" }),
      entry(2, { path: "letters-old/c.txt", user: "bert" }),
      entry(3, { path: "100%_sure/d.txt", address: "2001:db8::7" }),
      entry(4, { path: "100x-sure/e.txt" }),
      entry(5, { kind: "logonFailed", path: "", share: "", status: "STATUS_LOGON_FAILURE" }),
      entry(6, { path: '=cmd(1),"quoted"\r\nline', detail: "@x" }),
      // Written later, though it happened before.
      entry(-1, { path: "late" }),
    ],
  });
});

after(() => server.close());

async function pathsOf(query: AuditQuery): Promise<string[]> {
  const { items } = (await admin.call(routes.audit.list, { query })).reply;
  return items.map((entry) => entry.path);
}

test("entries come in the order in which things happened, newest first, page by page", async () => {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const query: AuditQuery = { source: "engine", limit: 3, ...(cursor && { cursor }) };
    const { reply }: { reply: { items: AuditEntry[]; nextCursor: string | null } } =
      await admin.call(routes.audit.list, { query });
    seen.push(...reply.items.map((entry) => entry.timeMs - BEGAN_MS));
    cursor = reply.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, [6_000, 5_000, 4_000, 3_000, 2_000, 1_000, 0, -1_000]);
});

test("a path is found by how it begins, in any case, and its signs mean nothing else", async () => {
  assert.deepEqual(await pathsOf({ path: "letters/" }), [
    "letters/2025/b.txt",
    "Letters/2024/a.txt",
  ]);
  assert.deepEqual(await pathsOf({ path: "LETTERS/2024" }), ["Letters/2024/a.txt"]);
  assert.deepEqual(await pathsOf({ path: "100%_" }), ["100%_sure/d.txt"]);
  assert.deepEqual(await pathsOf({ path: "etters" }), []);
  assert.deepEqual(await pathsOf({ path: "\\" }), []);
});

test("filters hold together", async () => {
  assert.deepEqual(await pathsOf({ path: "letters", user: "Bert" }), ["letters-old/c.txt"]);
  assert.deepEqual(await pathsOf({ address: "2001:db8::7" }), ["100%_sure/d.txt"]);
  assert.deepEqual(
    await pathsOf({ share: "DOCS", fromMs: BEGAN_MS + 1_000, toMs: BEGAN_MS + 3_000 }),
    ["letters-old/c.txt", "letters/2025/b.txt"],
  );
  const refused = (await admin.call(routes.audit.list, { query: { outcome: "refused" } })).reply;
  assert.deepEqual(
    refused.items.map((entry) => entry.kind),
    ["logonFailed"],
  );
  const done = await pathsOf({ outcome: "done", source: "engine", user: "anna" });
  assert.equal(done.length, 6);
  for (const cursor of ["7", "9999999999999999-1"]) {
    assert.equal((await admin.call(routes.audit.list, { query: { cursor } })).status, 400, cursor);
  }
});

test("an export has all that match, however many pages they take, and no formula", async () => {
  const many = Array.from({ length: 4_500 }, (_, index) => ({
    time: new Date(BEGAN_MS + 3_600_000 + index),
    source: "engine" as const,
    kind: "delete",
    user: "carl",
    address: "",
    share: "bulk",
    path: `f${index}`,
    status: "",
    detail: "",
  }));
  await server.db.auditEntry.createMany({ data: many });
  const query = { share: "bulk" };
  const json = (await admin.call(routes.audit.exportJson, { query })).reply;
  assert.equal(json.length, 4_500);
  assert.equal(json[0]?.path, "f4499");
  assert.equal(new Set(json.map((entry) => entry.id)).size, 4_500);
  const csv = await admin.call(routes.audit.exportCsv, { query });
  assert.match(String(csv.headers["content-type"]), /^text\/csv/);
  assert.equal(csv.text.trimEnd().split("\r\n").length, 4_501);
  const odd = (await admin.call(routes.audit.exportCsv, { query: { path: "=cmd" } })).text;
  assert.match(odd, /"'=cmd\(1\),""quoted""\r\nline",,'@x,\r\n$/);
  const none = await admin.call(routes.audit.exportJson, { query: { user: "nobody" } });
  assert.deepEqual(none.reply, []);
});

test("exports that nobody reads any more make room for others", async () => {
  const exports = new AuditExport(server.db, 50);
  const allowed = async () => true;
  const begun = [exports.csv({}, allowed), exports.json({}, allowed)];
  assert.ok(begun.every((one) => one instanceof Readable));
  assert.ok(!(exports.csv({}, allowed) instanceof Readable), "two at a time");
  await until("they are given up", () => {
    const next = exports.csv({}, allowed);
    if (!(next instanceof Readable)) return false;
    next.destroy();
    return true;
  });
  assert.ok(begun.some((one) => one instanceof Readable && one.destroyed));
});

test("an export breaks off where the session that wanted it ends", async () => {
  const [row] = await server.db.adminSession.findMany();
  const caller: Caller = {
    kind: "administrator",
    id: row!.administratorId,
    name: "root",
    role: "admin",
    shareIds: null,
    hasSecondFactor: false,
    mustSetSecondFactor: false,
    sessionId: row!.id,
    csrfToken: "",
    expiresAtMs: row!.expiresAt.getTime(),
  };
  const mayGoOn = () => isStillThere(server.db, caller, "auditor", server.now());
  assert.equal(await mayGoOn(), true);
  assert.equal(await isStillThere(server.db, caller, "auditor", row!.expiresAt.getTime()), false);
  const stream = new AuditExport(server.db).json({}, mayGoOn);
  assert.ok(stream instanceof Readable);
  await server.db.adminSession.delete({ where: { id: row!.id } });
  let text = "";
  const read = async () => {
    for await (const part of stream) text += part;
  };
  await assert.rejects(read(), /has ended/);
  assert.ok(!text.includes("]"), "nobody takes it for all there is");
  await server.db.adminSession.create({ data: row! });
});

test("who may not read the audit log exports none of it", async () => {
  const password = "as much as the role allows";
  for (const role of ["viewer", "auditor"] as const) {
    const body = { name: `a ${role}`, password, role };
    await admin.call(routes.administrator.create, { body });
    const client = server.stranger();
    client.use(
      (await client.call(routes.logon.logon, { body: { name: body.name, password } })).reply,
    );
    const { status } = await client.call(routes.audit.exportCsv, { query: { user: "anna" } });
    assert.equal(status, role === "viewer" ? 403 : 200, role);
  }
});
