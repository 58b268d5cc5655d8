import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../contract/contract.ts";
import type { ApiClient } from "../test/api-client.ts";
import { startTestServer, type TestServer } from "../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

test("a change without the session's token is refused, with it it is done", async () => {
  const token = admin.headers["x-csrf-token"] ?? "";
  for (const wrong of [undefined, "", "x", `${token.slice(0, -1)}!`]) {
    delete admin.headers["x-csrf-token"];
    if (wrong !== undefined) admin.headers["x-csrf-token"] = wrong;
    const answer = await admin.call(routes.setting.update, { body: { comment: "stolen" } });
    assert.equal(answer.problem.code, "csrf-failed");
  }
  admin.headers["x-csrf-token"] = token;
  await admin.call(routes.setting.update, { body: { comment: "mine" } });
  assert.equal((await admin.call(routes.setting.read)).reply.comment, "mine");
});

test("a change that another site sends is refused, even with the token, even for signing in", async () => {
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: "http://box.test:9999" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  const own = { ...admin.headers };
  for (const headers of foreign) {
    admin.headers = { ...own, ...headers };
    const answer = await admin.call(routes.setting.update, { body: { comment: "stolen" } });
    assert.equal(answer.problem.code, "csrf-failed", JSON.stringify(headers));
    const stranger = server.stranger();
    stranger.headers = headers;
    const body = { name: "root", password: "whatever it is" };
    const logon = await stranger.call(routes.logon.logon, { body });
    assert.equal(logon.problem.code, "csrf-failed", JSON.stringify(headers));
  }
  admin.headers = { ...own, origin: "https://box.test", "sec-fetch-site": "same-origin" };
  assert.equal((await admin.call(routes.setting.update, { body: {} })).status, 200);
  admin.headers = own;
});

test("a wrong key does not fall back to the cookie", async () => {
  const own = { ...admin.headers };
  admin.headers = { ...own, authorization: "Bearer larder_wrong" };
  assert.equal((await admin.call(routes.user.list)).status, 401);
  admin.headers = own;
});

test("problems are problem documents, and name each field", async () => {
  const body = { name: "a/b", path: "relative", fileMode: 99_999 };
  const answer = await admin.call(routes.share.create, { body });
  assert.equal(answer.headers["content-type"], "application/problem+json; charset=utf-8");
  const { problem } = answer;
  assert.equal(problem.type, "urn:larder:problem:invalid");
  assert.equal(problem.status, 400);
  assert.deepEqual(problem.fields?.map((field) => field.path).sort(), ["fileMode", "name", "path"]);
});

test("what is not JSON, not an object, too large or of another type is refused by name", async () => {
  const send = async (payload: string, type: string) => {
    const response = await server.app.inject({
      method: "POST",
      url: "/api/logon",
      headers: { "content-type": type },
      payload,
    });
    const { code, title, detail } = JSON.parse(response.payload) as Record<string, string>;
    assert.notEqual(detail, title, "what to do is more than what it is called");
    return code;
  };
  assert.equal(await send("{", "application/json"), "malformed");
  assert.equal(
    await send('{"name":"a","password":"b","__proto__":{}}', "application/json"),
    "malformed",
  );
  assert.equal(await send("[]", "application/json"), "invalid");
  assert.equal(await send("null", "application/json"), "invalid");
  assert.equal(await send("", "application/json"), "invalid");
  assert.equal(await send("name=a&password=b", "application/x-www-form-urlencoded"), "media-type");
  assert.equal(await send('{"name":"a","password":"b"}', "text/plain"), "media-type");
  assert.equal(await send(`"${"x".repeat(1_100_000)}"`, "application/json"), "too-large");
});

test("text that could not be stored as it is, is refused wherever it stands", async () => {
  for (const [comment, said] of [
    ["a\0b", /zero character/],
    ["a\ud800b", /half of a character/],
    ["b\udc00", /half of a character/],
  ] as const) {
    const { problem } = await admin.call(routes.setting.update, { body: { comment } });
    assert.equal(problem.code, "invalid");
    assert.match(problem.detail, said);
  }
  const whole = { body: { comment: "\u{1f4f7} photos" } };
  assert.equal((await admin.call(routes.setting.update, whole)).status, 200);
});

test("an address without a row and a method without a row are told apart", async () => {
  const ask = async (method: "GET" | "PUT", url: string) => server.app.inject({ method, url });
  assert.equal((await ask("GET", "/api/nothing")).statusCode, 404);
  const wrong = await ask("PUT", "/api/users");
  assert.equal(wrong.statusCode, 405);
  assert.equal(wrong.headers.allow, "GET, POST");
  const page = await server.app.inject({ url: "/shares", headers: { accept: "text/html" } });
  assert.equal(page.statusCode, 503, "no UI is built here");
});

test("every answer carries the security headers", async () => {
  for (const url of ["/api/health", "/api/nothing", "/api/docs", "/nothing.js"]) {
    const { headers } = await server.app.inject({ url });
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/, url);
    assert.match(policy, /script-src 'self'(;|$)/, url);
    assert.match(policy, /frame-ancestors 'none'/, url);
    assert.equal(headers["x-content-type-options"], "nosniff", url);
    assert.equal(headers["strict-transport-security"], undefined, url);
  }
  const { headers } = await server.app.inject({ url: "/api/setup" });
  assert.equal(headers["cache-control"], "no-store");
});

test("the cookie is HttpOnly, Strict, for the whole site, and Secure under its own name on HTTPS", async () => {
  const body = { name: "root", password: "correct horse battery" };
  const { headers } = await server.stranger().call(routes.logon.logon, { body });
  const cookie = String(headers["set-cookie"]);
  assert.match(cookie, /^larder_session=[\w-]{43}; .*Path=\/; .*HttpOnly; SameSite=Strict$/);
});

test("too many requests from one address wait, and others do not", async () => {
  const limited = await startTestServer({ requestsPerMinute: 5, guessesPerMinute: 3 });
  try {
    const [one, two] = [limited.stranger("192.0.2.1"), limited.stranger("192.0.2.2")];
    for (let count = 0; count < 5; count += 1) {
      assert.equal((await one.call(routes.health.health)).status, 200);
    }
    const refused = await one.call(routes.health.health);
    assert.equal(refused.problem.code, "too-many-requests");
    assert.ok(Number(refused.headers["retry-after"]) > 0);
    assert.equal((await two.call(routes.health.health)).status, 200);
    const file = await limited.app.inject({ url: "/favicon.svg", remoteAddress: "192.0.2.1" });
    assert.equal(file.statusCode, 404, "the files of a page are not counted");
    const guess = { body: { code: "AAAA-AAAA-AAAA", name: "root", password: "long enough" } };
    for (let count = 0; count < 3; count += 1) await two.call(routes.setup.complete, guess);
    const answer = await two.call(routes.setup.complete, guess);
    assert.equal(answer.problem.code, "too-many-requests");
  } finally {
    await limited.close();
  }
});
