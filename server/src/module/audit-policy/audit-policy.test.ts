import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

test("switched on, entries of clients and of these pages are forwarded; a test says whether it works", async () => {
  let text = "";
  const receiver = createServer((peer) =>
    peer
      .on("error", () => peer.destroy())
      .on("data", (chunk) => {
        text += chunk.toString("utf8");
      }),
  );
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const body = {
    syslogEnabled: true,
    syslogHost: "127.0.0.1",
    syslogPort: port,
    syslogTransport: "tcp" as const,
  };
  const { item } = (await admin.call(routes.auditPolicy.update, { body })).reply;
  assert.equal(item.syslogPort, port);
  await admin.call(routes.setting.update, { body: { comment: "told on" } });
  await until("the link is up", () => server.engine.received.length > 0);
  server.engine.send({
    type: "audit",
    events: [
      {
        timeMs: 1_700_000_000_000,
        kind: "delete",
        user: "anna",
        address: "192.0.2.7",
        share: "docs",
        path: "gone.txt",
        status: "STATUS_SUCCESS",
        detail: "",
      },
    ],
    lost: 0,
  });
  await until("both are there", () => /gone\.txt/.test(text) && /told on/.test(text));
  assert.match(text, / settings\.update \[audit@32473 source="admin" user="root"/);
  const asked = (await admin.call(routes.auditPolicy.read)).reply;
  assert.equal(asked.syslog.state, "sending");
  assert.ok(asked.syslog.sentCount >= 2);
  assert.equal((await admin.call(routes.auditPolicy.test)).status, 204);
  await until("the test is there", () => /A test; nothing happened/.test(text));
  await admin.call(routes.auditPolicy.update, { body: { syslogPort: 1 } });
  const failed = await admin.call(routes.auditPolicy.test);
  assert.equal(failed.problem.code, "delivery-failed");
  assert.match(failed.problem.detail, /^127\.0\.0\.1:1: Nobody listens there\.$/);
  await until("it is shown", async () => {
    const { syslog } = (await admin.call(routes.auditPolicy.read)).reply;
    return syslog.state === "failing" && syslog.problem === "Nobody listens there.";
  });
  await admin.call(routes.auditPolicy.update, { body: { syslogEnabled: false } });
  assert.equal((await admin.call(routes.auditPolicy.read)).reply.syslog.state, "off");
  receiver.close();
});

test("forwarding to nowhere, and a certificate that is none, are refused", async () => {
  const nowhere = { syslogEnabled: true, syslogHost: "" };
  const { problem } = await admin.call(routes.auditPolicy.update, { body: nowhere });
  assert.equal(problem.fields?.[0]?.path, "syslogHost");
  const bad = await admin.call(routes.auditPolicy.update, { body: { syslogCa: "x" } });
  assert.equal(bad.problem.fields?.[0]?.path, "syslogCa");
  const syslogCa = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const unreadable = await admin.call(routes.auditPolicy.update, { body: { syslogCa } });
  assert.equal(unreadable.problem.fields?.[0]?.path, "syslogCa");
  const host = await admin.call(routes.auditPolicy.update, { body: { syslogHost: "http://x/" } });
  assert.equal(host.status, 400);
});

test("of several who change it at once each change stays", async () => {
  const changes = [{ retentionDays: 7 }, { rowsMax: 20_000 }, { syslogFacility: 5 }];
  const done = await Promise.all(
    changes.map((body) => admin.call(routes.auditPolicy.update, { body })),
  );
  assert.deepEqual(
    done.map(({ status }) => status),
    [200, 200, 200],
  );
  const { policy } = (await admin.call(routes.auditPolicy.read)).reply;
  const { retentionDays, rowsMax, syslogFacility } = policy;
  assert.deepEqual([retentionDays, rowsMax, syslogFacility], [7, 20_000, 5]);
  const rules = [
    { certificate: { enabled: false, daysMin: 3 } },
    { "mass-change": { enabled: false } },
  ];
  await Promise.all(rules.map((body) => admin.call(routes.alert.setRules, { body })));
  const kept = (await admin.call(routes.alert.rules)).reply;
  assert.deepEqual([kept.certificate.daysMin, kept["mass-change"].enabled], [3, false]);
});
