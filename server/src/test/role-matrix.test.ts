import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../contract/contract.ts";
import { type Role, roleReaches, roleSchema } from "../contract/role.ts";
import type { RouteRow } from "../contract/route.ts";
import { ApiClient } from "./api-client.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
let admin: ApiClient;
/** Of each role: somebody who signed in, and an API key. */
const callers: { role: Role; how: string; client: ApiClient }[] = [];

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  const password = "as much as the role allows";
  for (const role of roleSchema.options) {
    const body = { name: `the ${role}`, password, role };
    await admin.call(routes.administrator.create, { body });
    const person = new ApiClient(server.app);
    person.use(
      (await person.call(routes.logon.logon, { body: { name: body.name, password } })).reply,
    );
    callers.push({ role, how: "signed in", client: person });
    const { reply } = await admin.call(routes.apiKey.create, { body: { name: role, role } });
    const key = new ApiClient(server.app);
    key.headers.authorization = `Bearer ${reply.key}`;
    callers.push({ role, how: "by key", client: key });
  }
});

after(() => server.close());

const rows = Object.entries(routes).flatMap(([resource, table]) =>
  Object.entries(table).map(([name, row]) => ({
    label: `${resource}.${name}`,
    row: row as RouteRow,
  })),
);

const NOBODY = "00000000-0000-7000-8000-000000000000";

/** Passes the guards and is then refused as invalid or missing, so that nothing changes. */
function harmless(client: ApiClient, row: RouteRow) {
  const names = [...row.path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? "");
  return client.call(row, {
    // Rows are called without their types here: every one of them in the same way.
    params: Object.fromEntries(names.map((name) => [name, NOBODY])) as never,
    ...(row.body === null ? {} : { body: { unknownField: 1 } as never }),
  });
}

/** The rows of changes that a role is for. */
const AREAS = { shares: ["shares"], users: ["users"], viewer: [], auditor: [] } as const;

/** Everybody may change what is theirs. */
function isOwn(row: RouteRow): boolean {
  return row.path === "/api/logoff" || row.path.startsWith("/api/me/");
}

/** Rows about the caller's own account. */
const PERSONAL = new Set(["logon.changeOwnPassword"]);

/** Rows that look and change nothing, for whose questions a query is too short. */
const READ_BY_POST = new Set([
  "identityProvider.check",
  "accountCsv.preview",
  "sambaImport.preview",
  "setting.preview",
  "share.checkPath",
  "backup.preview",
  "backup.setupPreview",
  "permission.preview",
]);

/** Rows that end the session, never answer, or have nothing to stop at. */
const SKIPPED = new Set(["logon.logoff", "event.stream"]);

test("every row has a summary, a role and, where it changes something, an audit label", () => {
  const seen = new Set<string>();
  for (const { label, row } of rows) {
    assert.match(row.summary, /^[A-Z].{8,}$/, label);
    assert.ok(["public", ...roleSchema.options].includes(row.role), label);
    const isReading = row.method === "GET" || READ_BY_POST.has(label);
    assert.equal(row.audit === null, isReading, `${label}: audit`);
    const address = `${row.method} ${row.path}`;
    assert.ok(!seen.has(address), `${address} is there twice`);
    seen.add(address);
  }
});

test("nobody in particular reaches public rows and no others", async () => {
  for (const { label, row } of rows) {
    if (SKIPPED.has(label)) continue;
    const { status, text } = await harmless(server.stranger(), row);
    const isRefused = status === 401 && text.includes("not-authenticated");
    assert.equal(isRefused, row.role !== "public", `${label} answered ${status}`);
  }
  const stream = await server.stranger().call(routes.event.stream);
  assert.equal(stream.status, 401);
});

test("each role, signed in or by key, reaches its rows and no others", async () => {
  for (const { role, how, client } of callers) {
    for (const { label, row } of rows) {
      if (SKIPPED.has(label)) continue;
      // What only a person has, keys are refused whatever their role.
      if (how === "by key" && PERSONAL.has(label)) continue;
      const { status, text } = await harmless(client, row);
      const isRefused = status === 403 && text.includes("not-allowed");
      const told = `${label} answered ${status} to ${role}, ${how}`;
      assert.equal(isRefused, !roleReaches(role, row.role), told);
      if (!isRefused) assert.ok(![401, 403, 500].includes(status), told);
    }
  }
});

test("what each role reaches is what is meant, in numbers that nobody changes by accident", () => {
  const reached = (role: Role) => rows.filter(({ row }) => roleReaches(role, row.role));
  const labels = (role: Role) => new Set(reached(role).map(({ label }) => label));
  assert.equal(labels("admin").size, rows.length);
  for (const role of ["shares", "users", "viewer", "auditor"] as const) {
    for (const { label, row } of reached(role)) {
      const { method, audit } = row;
      const area: readonly string[] = AREAS[role];
      const mayChange = row.role === "public" || isOwn(row) || area.includes(row.role);
      assert.ok(method === "GET" || audit === null || mayChange, `${role} reaches ${label}`);
    }
  }
  assert.ok(!labels("viewer").has("audit.list") && labels("auditor").has("audit.list"));
  assert.ok(labels("shares").has("share.update") && !labels("shares").has("user.update"));
  assert.ok(labels("users").has("user.setPassword") && !labels("users").has("share.update"));
});

test("every row refuses fields it does not know", async () => {
  for (const { label, row } of rows) {
    if (SKIPPED.has(label)) continue;
    const names = [...row.path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? "");
    const response = await admin.call(
      { ...row, query: null },
      {
        params: Object.fromEntries(names.map((name) => [name, NOBODY])) as never,
        query: { surprise: "1" } as never,
      },
    );
    assert.equal(response.status, 400, label);
    assert.equal(response.problem.code, "invalid", label);
    if (row.body === null) continue;
    const { problem } = await harmless(admin, row);
    assert.equal(problem.code, "invalid", label);
    assert.match(JSON.stringify(problem.fields), /unknownField/, label);
  }
});
