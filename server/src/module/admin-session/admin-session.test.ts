import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ACCOUNT_FAILURES_MAX, ACCOUNT_WINDOW_MS } from "../../auth/logon-throttle.ts";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let root: ApiClient;

before(async () => {
  server = await startTestServer({ withEngine: false });
  root = await server.setUp();
});

after(() => server.close());

async function signIn(name = "root", address?: string, userAgent?: string): Promise<ApiClient> {
  const client = server.stranger(address);
  if (userAgent !== undefined) client.headers["user-agent"] = userAgent;
  return client.use(
    (await client.call(routes.logon.logon, { body: { name, password: PASSWORD } })).reply,
  );
}

test("one sees where one is signed in, and ends what is not here any more", async () => {
  const phone = await signIn("root", "192.0.2.77", "A phone");
  const { items } = (await root.call(routes.adminSession.listOwn)).reply;
  const other = items.find((item) => !item.isCurrent);
  assert.equal(items.length, 2);
  assert.deepEqual(
    [other?.address, other?.userAgent, other?.method],
    ["192.0.2.77", "A phone", "password"],
  );
  const params = { id: other?.id ?? "" };
  assert.equal((await root.call(routes.adminSession.endOwn, { params })).status, 204);
  assert.equal((await phone.call(routes.logon.me)).status, 401);
  assert.equal((await root.call(routes.adminSession.endOwn, { params })).problem.code, "not-found");
});

test("all others end at once; this one stays", async () => {
  const others = [await signIn(), await signIn()];
  assert.equal((await root.call(routes.adminSession.endOthers)).status, 204);
  for (const other of others) assert.equal((await other.call(routes.logon.me)).status, 401);
  assert.equal((await root.call(routes.logon.me)).status, 200);
});

test("sessions of others are for the admin role, and nobody ends another's as their own", async () => {
  await root.call(routes.administrator.create, {
    body: { name: "reader", password: PASSWORD, role: "viewer" },
  });
  const reader = await signIn("reader");
  assert.equal((await reader.call(routes.adminSession.list)).status, 403);
  const { items } = (await root.call(routes.adminSession.list)).reply;
  const theirs = items.find((item) => item.administratorName === "root");
  const params = { id: theirs?.id ?? "" };
  assert.equal(
    (await reader.call(routes.adminSession.endOwn, { params })).problem.code,
    "not-found",
  );
  const own = items.find((item) => item.administratorName === "reader");
  await root.call(routes.adminSession.end, { params: { id: own?.id ?? "" } });
  assert.equal((await reader.call(routes.logon.me)).status, 401);
});

test("a cookie that somebody else planted is not the one that signing in gives", async () => {
  const planted = server.stranger();
  const first = await planted.call(routes.logon.logon, {
    body: { name: "root", password: PASSWORD },
  });
  const token = cookieOf(first.headers["set-cookie"]);
  const second = await planted.call(routes.logon.logon, {
    body: { name: "root", password: PASSWORD },
  });
  assert.notEqual(cookieOf(second.headers["set-cookie"]), token);
  const thief = server.stranger();
  thief.headers.cookie = token;
  assert.equal(
    (await thief.call(routes.logon.me)).status,
    401,
    "what was there before opens nothing",
  );
  const made = server.stranger();
  made.headers.cookie = "larder_session=chosen-by-somebody-else-0123456789abcdefghij";
  const answer = await made.call(routes.logon.logon, {
    body: { name: "root", password: PASSWORD },
  });
  assert.ok(!cookieOf(answer.headers["set-cookie"]).includes("chosen"));
});

test("every change asks for the session's token, and refuses other sites", async () => {
  const client = await signIn();
  const token = client.headers["x-csrf-token"] ?? "";
  const change = () => client.call(routes.adminSession.endOthers);
  delete client.headers["x-csrf-token"];
  assert.equal((await change()).problem.code, "csrf-failed");
  client.headers["x-csrf-token"] = (await signIn()).headers["x-csrf-token"] ?? "";
  assert.equal((await change()).problem.code, "csrf-failed", "another session's token");
  client.headers["x-csrf-token"] = token;
  for (const [name, value] of [
    ["origin", "https://evil.test"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
    ["sec-fetch-site", "same-site"],
  ] as const) {
    client.headers[name] = value;
    assert.equal((await change()).problem.code, "csrf-failed", `${name}: ${value}`);
    delete client.headers[name];
  }
  assert.equal((await change()).status, 204);
});

test("many addresses that guess at one account are kept off, but not its owner", async () => {
  const owner = await signIn("root", "192.0.2.5");
  for (let count = 0; count < ACCOUNT_FAILURES_MAX; count += 1) {
    const guesser = server.stranger(`198.51.${count}.1`);
    const body = { name: "root", password: `guess ${count}` };
    assert.equal((await guesser.call(routes.logon.logon, { body })).problem.code, "logon-failed");
  }
  const body = { name: "ROOT", password: PASSWORD };
  const fresh = server.stranger("203.0.113.9");
  assert.equal((await fresh.call(routes.logon.logon, { body })).problem.code, "too-many-requests");
  assert.equal((await owner.call(routes.logon.logon, { body })).status, 200);
  server.advance(ACCOUNT_WINDOW_MS + 1);
  assert.equal((await fresh.call(routes.logon.logon, { body })).status, 200);
});

function cookieOf(header: string | string[] | number | undefined): string {
  return String(Array.isArray(header) ? header[0] : header).split(";")[0] ?? "";
}
