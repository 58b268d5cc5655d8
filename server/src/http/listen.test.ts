import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect as tlsConnect } from "node:tls";
import { buildCertificate, newKey } from "../certificate/build.ts";
import { type Certificate, describe } from "../certificate/certificate.ts";
import { routes } from "../contract/contract.ts";
import { eventSchema, type LarderEvent } from "../contract/event.ts";
import { startTestServer, type TestServer, until } from "../test/test-server.ts";
import { type Listening, listen } from "./listen.ts";

let server: TestServer;
let listening: Listening;
let socketPath: string;
let certificate: Certificate;

before(async () => {
  server = await startTestServer();
  socketPath = join(server.stateFolder, "admin.sock");
  certificate = await server.served.now();
  listening = await listen(server.app, {
    http: { host: "127.0.0.1", port: 0 },
    https: { host: "127.0.0.1", port: 0 },
    served: server.served,
    socketPath,
    trusted: server.trusted,
  });
});

after(async () => {
  await server.close();
  await listening.close();
});

interface Sent {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One request over a real connection. */
function send(
  where: { socketPath: string } | string,
  sent: Sent,
): Promise<{ status: number; text: string; cookie: string }> {
  const payload = sent.body === undefined ? undefined : JSON.stringify(sent.body);
  const options = {
    method: sent.method ?? (payload === undefined ? "GET" : "POST"),
    headers: {
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...sent.headers,
    },
    agent: false as const,
  };
  return new Promise((settle, fail) => {
    const take = (response: import("node:http").IncomingMessage) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      const cookie = response.headers["set-cookie"]?.join() ?? "";
      response.on("end", () => settle({ status: response.statusCode ?? 0, text, cookie }));
    };
    const made =
      typeof where !== "string"
        ? plainRequest({ ...options, ...where, path: sent.path }, take)
        : where.startsWith("https")
          ? tlsRequest(`${where}${sent.path}`, { ...options, ca: certificate.cert }, take)
          : plainRequest(`${where}${sent.path}`, options, take);
    made.on("error", fail).end(payload);
  });
}

test("the socket is its owner's alone, and whoever can open it is an administrator", async () => {
  assert.equal(statSync(socketPath).mode & 0o777, 0o600);
  const me = await send({ socketPath }, { path: "/api/me" });
  assert.deepEqual(JSON.parse(me.text), {
    kind: "socket",
    id: null,
    name: "local",
    role: "admin",
    shareIds: null,
    hasSecondFactor: false,
    mustSetSecondFactor: false,
    recoveryCodesLeft: 0,
    csrfToken: null,
    expiresAtMs: null,
  });
  const setup = await send(
    { socketPath },
    { path: "/api/setup", body: { name: "root", password: "long enough pw" } },
  );
  assert.equal(setup.status, 201, "no code is needed here");
  const user = await send({ socketPath }, { path: "/api/users", body: { name: "zoe" } });
  assert.equal(user.status, 201);
});

test("over the network nobody is trusted, whatever headers they send", async () => {
  const headers = { "x-forwarded-for": "127.0.0.1", host: "localhost" };
  for (const url of [listening.http ?? "", listening.https ?? ""]) {
    assert.equal((await send(url, { path: "/api/me", headers })).status, 401, url);
  }
});

test("HTTPS verifies against the certificate, with a cookie that only HTTPS sends", async () => {
  const body = { name: "root", password: "long enough pw" };
  const secure = await send(listening.https ?? "", { path: "/api/logon", body });
  assert.equal(secure.status, 200);
  assert.match(secure.cookie, /^__Host-larder_session=.*; Secure; SameSite=Strict/);
  const plain = await send(listening.http ?? "", { path: "/api/logon", body });
  assert.match(plain.cookie, /^larder_session=/);
  assert.doesNotMatch(plain.cookie, /Secure/);
});

test("a page that follows along hears of changes and of the engine, until it is signed out", async () => {
  const body = { name: "root", password: "long enough pw" };
  const logon = await send(listening.http ?? "", { path: "/api/logon", body });
  const cookie = logon.cookie.split(";")[0] ?? "";
  const token = (JSON.parse(logon.text) as { csrfToken: string }).csrfToken;
  const events: LarderEvent[] = [];
  let ended = false;
  const stream = plainRequest(
    `${listening.http}/api/events`,
    { headers: { cookie } },
    (response) => {
      assert.equal(response.headers["content-type"], "text/event-stream; charset=utf-8");
      let rest = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) {
          if (part.startsWith("data: ")) events.push(eventSchema.parse(JSON.parse(part.slice(6))));
        }
      });
      response.on("end", () => {
        ended = true;
      });
    },
  );
  stream.end();
  await until("the state comes first", () => events.length > 0);
  assert.equal(events[0]?.type, "engine");
  const before = events.length;
  await send({ socketPath }, { path: "/api/groups", body: { name: "followers" } });
  await until("the change is told", () =>
    events
      .slice(before)
      .some((event) => event.type === "invalidate" && event.resources.includes("groups")),
  );
  await until("it is live", () =>
    events.some(
      (event) =>
        event.type === "engine" &&
        event.engine.state === "live" &&
        event.engine.appliedRevision > 2,
    ),
  );
  const headers = { cookie, "x-csrf-token": token };
  const path = routes.logon.logoff.path;
  await send(listening.http ?? "", { method: "POST", path, headers });
  await until("the stream ends", () => ended);
});

test("another certificate is served from the next connection on, without a restart", async () => {
  const presented = () =>
    new Promise<string>((settle, fail) => {
      const port = Number(new URL(listening.https ?? "").port);
      const socket = tlsConnect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        settle(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.once("error", fail);
    });
  assert.equal(await presented(), certificate.fingerprint);
  const key = await newKey();
  const plan = { commonName: "another", names: ["localhost"], days: 9, nowMs: Date.now() };
  const cert = buildCertificate(key, { ...plan, signer: null, isAuthority: false });
  await server.served.use(describe(key, cert));
  assert.equal(await presented(), describe(key, cert).fingerprint);
  await server.served.use(certificate);
  assert.equal(await presented(), certificate.fingerprint);
});

test("a second server on the same state is refused in words", async () => {
  await assert.rejects(
    listen(server.app, {
      http: { host: "127.0.0.1", port: null },
      https: { host: "127.0.0.1", port: null },
      served: server.served,
      socketPath,
      trusted: server.trusted,
    }),
    /Another server already listens/,
  );
});
