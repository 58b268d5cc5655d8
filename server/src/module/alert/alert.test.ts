import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import pino from "pino";
import { Alerts } from "../../alert/alerts.ts";
import { ALERT_RULE_DEFAULTS, type AlertRules } from "../../contract/alert.ts";
import { routes } from "../../contract/contract.ts";
import { Live } from "../../engine/live.ts";
import { Sealer } from "../../secret/sealer.ts";
import { loadSecretKey } from "../../secret/secret-key.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";
import { DataDisk } from "../folder/data-disk.ts";

let server: TestServer;
let admin: ApiClient;
let alerts: Alerts;
let url: string;
let isBroken = false;
let certificateEndsAtMs: number | null = null;
const received: { event: string; title: string }[] = [];
const live = new Live(() => {});
const hook = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part: string) => {
    body += part;
  });
  request.once("end", () => {
    if (!isBroken) received.push(JSON.parse(body));
    response.writeHead(isBroken ? 503 : 200).end();
  });
});

before(async () => {
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
  hook.listen(0, "127.0.0.1");
  await once(hook, "listening");
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  live.connected();
  alerts = await newAlerts();
});

async function newAlerts(): Promise<Alerts> {
  return new Alerts({
    db: server.db,
    disk: new DataDisk(),
    live,
    sealer: new Sealer(await loadSecretKey(server.stateFolder, undefined)),
    log: pino({ enabled: false }),
    now: server.now,
    certificateEndsAtMs: async () => certificateEndsAtMs,
    changed: () => {},
  });
}

after(async () => {
  hook.close();
  await server.close();
});

const setRules = (change: Partial<AlertRules>) =>
  admin.call(routes.alert.setRules, { body: { ...ALERT_RULE_DEFAULTS, ...change } });
const list = async () => (await admin.call(routes.alert.list)).reply.items;
const told = () => received.splice(0).map(({ event, title }) => `${event}: ${title}`);
const MINUTE_MS = 60_000;

test("a channel keeps its secret to itself, is tested, and says why it fails", async () => {
  const body = {
    name: "home",
    target: { kind: "webhook" as const, url },
    secret: "unmistakable-Secret-99",
  };
  const { item } = (await admin.call(routes.alert.addChannel, { body })).reply;
  assert.equal(item.hasSecret, true);
  const params = { id: item.id };
  assert.equal((await admin.call(routes.alert.testChannel, { params })).status, 204);
  assert.deepEqual(told(), ["test: A test"]);
  isBroken = true;
  const failed = await admin.call(routes.alert.testChannel, { params });
  assert.equal(failed.problem.code, "delivery-failed");
  isBroken = false;
  const answer = await admin.call(routes.alert.channels);
  assert.equal(answer.reply.items[0]?.lastError, "It answered 503.");
  assert.ok(!answer.text.includes("unmistakable"));
  assert.ok(!server.log().includes("unmistakable"));
  const audit = await admin.call(routes.audit.list, { query: { limit: 500 } });
  assert.ok(!audit.text.includes("unmistakable"));
  const { sealedSecret } = await server.db.alertChannel.findUniqueOrThrow({ where: params });
  const another = { sealedSecret: Uint8Array.from([1, 2, 3]) };
  await server.db.alertChannel.update({ where: params, data: another });
  const lost = await admin.call(routes.alert.testChannel, { params });
  assert.match(lost.problem.detail, /enter it anew/);
  assert.deepEqual(told(), [], "nothing goes out unsigned");
  await server.db.alertChannel.update({ where: params, data: { sealedSecret } });
  // Elsewhere the secret is not known.
  const moved = { target: { kind: "webhook" as const, url: "http://127.0.0.1:9/x" } };
  const after = (await admin.call(routes.alert.updateChannel, { params, body: moved })).reply.item;
  assert.equal(after.hasSecret, false);
  await admin.call(routes.alert.updateChannel, { params, body: { target: body.target } });
});

test("what is sent is in the language of the rules; the history is kept in English for the pages to translate", async () => {
  const [channel] = (await admin.call(routes.alert.channels)).reply.items;
  const params = { id: channel?.id ?? "" };
  certificateEndsAtMs = server.now() - 1;
  await setRules({ language: "de", quietMinutes: 0 });
  await admin.call(routes.alert.testChannel, { params });
  await alerts.look();
  certificateEndsAtMs = null;
  await alerts.look();
  assert.deepEqual(told(), [
    "test: Ein Versuch",
    "raised: Das Zertifikat ist abgelaufen",
    "recovered: Vorbei: Das Zertifikat ist abgelaufen",
  ]);
  assert.equal((await list())[0]?.title, "The certificate has ended");
  await setRules({});
  await server.db.alert.deleteMany();
});

test("an address with a password in it is refused: it would be shown and logged", async () => {
  const target = { kind: "webhook" as const, url: "https://box:hush@hooks.example.org/x" };
  const { problem } = await admin.call(routes.alert.addChannel, { body: { name: "odd", target } });
  assert.equal(problem.fields?.[0]?.path, "target.url");
});

test("what is so is told once, what is over as well, and what comes again soon is only kept", async () => {
  await setRules({ quietMinutes: 30 });
  certificateEndsAtMs = server.now() + 3 * 86_400_000;
  await alerts.look();
  await alerts.look();
  assert.deepEqual(told(), ["raised: The certificate ends soon"]);
  assert.deepEqual(
    (await list()).map(({ kind, endedAtMs }) => [kind, endedAtMs]),
    [["certificate", null]],
  );
  certificateEndsAtMs = server.now() + 300 * 86_400_000;
  await alerts.look();
  assert.deepEqual(told(), ["recovered: Over: The certificate ends soon"]);
  server.advance(MINUTE_MS);
  certificateEndsAtMs = server.now() - 1;
  await alerts.look();
  assert.deepEqual(told(), []);
  assert.equal((await list())[0]?.isQuiet, true);
  assert.equal((await list())[0]?.title, "The certificate has ended");
  certificateEndsAtMs = null;
  await alerts.look();
  assert.deepEqual(told(), []);
  server.advance(31 * MINUTE_MS);
  certificateEndsAtMs = server.now();
  await alerts.look();
  assert.deepEqual(told(), ["raised: The certificate has ended"]);
  certificateEndsAtMs = null;
  await setRules({ certificate: { enabled: false, daysMin: 14 } });
  await alerts.look();
  assert.deepEqual(told(), ["recovered: Over: The certificate has ended"]);
});

test("a message that does not arrive is tried again, later and later", async () => {
  isBroken = true;
  await setRules({ quietMinutes: 0 });
  certificateEndsAtMs = server.now();
  await alerts.look();
  const [channel] = (await admin.call(routes.alert.channels)).reply.items;
  assert.equal(channel?.lastError, "It answered 503.");
  isBroken = false;
  await alerts.look();
  assert.deepEqual(told(), [], "not at once");
  server.advance(MINUTE_MS);
  await alerts.look();
  assert.deepEqual(told(), ["raised: The certificate has ended"]);
  certificateEndsAtMs = null;
  await alerts.look();
  told();
});

test("what waits for its channel outlives the server, up to so many messages", async () => {
  isBroken = true;
  await setRules({ quietMinutes: 0 });
  certificateEndsAtMs = server.now();
  await alerts.look();
  assert.equal(await server.db.alertDelivery.count(), 1);
  isBroken = false;
  const afterwards = await newAlerts();
  server.advance(MINUTE_MS);
  await afterwards.look();
  assert.deepEqual(told(), ["raised: The certificate has ended"]);
  assert.equal(await server.db.alertDelivery.count(), 0);
  const [channel] = (await admin.call(routes.alert.channels)).reply.items;
  const waiting = { channelId: channel?.id ?? "", message: {}, triesLeft: 1 };
  const notBefore = new Date(server.now() + 60 * MINUTE_MS);
  const data = Array.from({ length: 600 }, () => ({ ...waiting, notBefore }));
  await server.db.alertDelivery.createMany({ data });
  certificateEndsAtMs = null;
  await afterwards.look();
  assert.deepEqual(told(), ["recovered: Over: The certificate has ended"]);
  assert.equal(
    await server.db.alertDelivery.count(),
    499,
    "the oldest went, and the new one arrived",
  );
  await server.db.alertDelivery.deleteMany();
});

test("what came again too soon and stayed is told when the quiet time is over", async () => {
  await setRules({ quietMinutes: 30 });
  certificateEndsAtMs = server.now();
  await alerts.look();
  certificateEndsAtMs = null;
  await alerts.look();
  told();
  server.advance(MINUTE_MS);
  certificateEndsAtMs = server.now();
  await alerts.look();
  assert.deepEqual(told(), []);
  server.advance(31 * MINUTE_MS);
  await alerts.look();
  await alerts.look();
  assert.deepEqual(told(), ["raised: The certificate has ended"]);
  assert.equal((await list())[0]?.isQuiet, false);
  certificateEndsAtMs = null;
  await alerts.look();
  assert.deepEqual(told(), ["recovered: Over: The certificate has ended"]);
});

test("guesses from one address, a disk that is full and an engine that is silent are found", async () => {
  const entry = (address: string) => ({
    time: new Date(server.now()),
    source: "engine" as const,
    kind: "logonFailed",
    user: "root",
    address,
    share: "",
    path: "",
    status: "STATUS_LOGON_FAILURE",
    detail: "",
  });
  const many = Array.from({ length: 21 }, () => entry("203.0.113.9"));
  await server.db.auditEntry.createMany({ data: [...many, entry("203.0.113.10")] });
  const body = { name: "docs", path: server.dataRoot, createFolder: false, permissions: [] };
  await admin.call(routes.share.create, { body });
  await setRules({ quietMinutes: 0, "disk-full": { enabled: true, freePercentMin: 50 } });
  live.disconnected();
  await alerts.look();
  server.advance(3 * MINUTE_MS);
  await alerts.look();
  const active = (await admin.call(routes.alert.list, { query: { state: "active" } })).reply.items;
  const kinds = new Map(active.map((alert) => [alert.kind, alert]));
  assert.match(kinds.get("failed-logons")?.detail ?? "", /^21 in ten minutes, as root\./);
  assert.ok(kinds.has("engine-unreachable"));
  const password = "as much as the role allows";
  const viewer = { name: "looker", password, role: "viewer" as const };
  await admin.call(routes.administrator.create, { body: viewer });
  const client = server.stranger();
  client.use((await client.call(routes.logon.logon, { body: { name: "looker", password } })).reply);
  const seen = await client.call(routes.alert.list, { query: { state: "active" } });
  assert.ok(seen.text.includes("203.0.113.9"));
  assert.doesNotMatch(
    seen.text,
    /as root/,
    "names that were tried are for readers of the audit log",
  );
  // Whether the disk of this machine is that full is its own business.
  assert.ok(active.length === kinds.size && kinds.size >= 2);
  live.connected();
  server.advance(11 * MINUTE_MS);
  await setRules({ quietMinutes: 0, "disk-full": { enabled: false, freePercentMin: 1 } });
  await alerts.look();
  const left = (await admin.call(routes.alert.list, { query: { state: "active" } })).reply.items;
  assert.deepEqual(left, []);
  assert.ok((await list()).length > 3);
});
