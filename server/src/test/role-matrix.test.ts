import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../contract/contract.ts";
import type { RouteRow } from "../contract/route.ts";
import { ApiClient } from "./api-client.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
let admin: ApiClient;
let viewer: ApiClient;
const keys: Record<string, ApiClient> = {};

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  const password = "viewing only please";
  await admin.call(routes.administrator.create, {
    body: { name: "viewer", password, role: "viewer" },
  });
  viewer = new ApiClient(server.app);
  viewer.use((await viewer.call(routes.logon.logon, { body: { name: "viewer", password } })).reply);
  for (const role of ["admin", "viewer"] as const) {
    const { reply } = await admin.call(routes.apiKey.create, { body: { name: role, role } });
    const client = new ApiClient(server.app);
    client.headers.authorization = `Bearer ${reply.key}`;
    keys[role] = client;
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

/** Rows that end the session, never answer, or have nothing to stop at. */
const SKIPPED = new Set(["logon.logoff", "event.stream"]);

test("every row has a summary, a role and, where it changes something, an audit label", () => {
  const seen = new Set<string>();
  for (const { label, row } of rows) {
    assert.match(row.summary, /^[A-Z].{8,}$/, label);
    assert.ok(["public", "viewer", "admin"].includes(row.role), label);
    const isReading = row.method === "GET" || label === "share.checkPath";
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

test("viewers, signed in or by key, reach what is not for administrators", async () => {
  for (const client of [viewer, keys.viewer]) {
    for (const { label, row } of rows) {
      if (SKIPPED.has(label) || client === undefined) continue;
      const { status, text } = await harmless(client, row);
      const isRefused = status === 403 && text.includes("not-allowed");
      const isOwnPassword = label === "logon.changeOwnPassword";
      if (!isOwnPassword)
        assert.equal(isRefused, row.role === "admin", `${label} answered ${status}`);
    }
  }
});

test("administrators, signed in or by key, reach every row", async () => {
  for (const client of [admin, keys.admin]) {
    for (const { label, row } of rows) {
      if (SKIPPED.has(label) || client === undefined) continue;
      const { status } = await harmless(client, row);
      assert.ok(![401, 403, 500].includes(status), `${label} answered ${status}`);
    }
  }
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
