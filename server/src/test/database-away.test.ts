import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { routes } from "../contract/contract.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { migrationsFolder } from "../db/place.ts";
import { startTestServer, until } from "./test-server.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-away-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const start = () => startEmbedded({ folder: join(folder, "db"), log: () => undefined });

test("while the database is away it is said so, nothing is lost, and all goes on by itself", async (t) => {
  const first = await start();
  t.after(() => first.stop());
  await migrate(first.url, migrationsFolder);
  const database = { url: first.url, close: async () => undefined };
  const server = await startTestServer({ database });
  t.after(() => server.close());
  const admin = await server.setUp();
  await admin.call(routes.user.create, { body: { name: "before" } });
  await until("it is live", async () => {
    const { reply } = await admin.call(routes.engine.read);
    return reply.state === "live";
  });
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  assert.equal((await admin.call(routes.health.health)).status, 200, "the process is well");
  // A connection that was open may answer once more before it ends.
  await until("it is noticed", async () => (await admin.call(routes.health.ready)).status !== 200);
  const ready = await admin.call(routes.health.ready);
  assert.equal(ready.problem.code, "not-ready");
  assert.equal(ready.headers["retry-after"], "2");
  const change = await admin.call(routes.user.create, { body: { name: "during" } });
  assert.equal(change.problem.code, "not-ready");
  const event = {
    timeMs: 1_700_000_000_000,
    kind: "logon" as const,
    user: "before",
    address: "192.0.2.1",
    share: "",
    path: "",
    status: "STATUS_SUCCESS",
    detail: "",
  };
  server.engine.send({ type: "audit", events: [event, event], lost: 0 });
  // An engine that restarts meanwhile cannot be told anything yet.
  await server.engine.stop();
  await server.engine.start();
  const second = await start();
  t.after(() => second.stop());
  await until("the events are stored", async () => {
    const answer = await admin.call(routes.audit.list, { query: { kind: "logon" } });
    return answer.status === 200 && answer.reply.items.length === 2;
  });
  await until("it is live again", async () => {
    const { reply } = await admin.call(routes.engine.read);
    return reply.state === "live";
  });
  const users = (await admin.call(routes.user.list)).reply.items;
  assert.deepEqual(
    users.map((user) => user.name),
    ["before"],
  );
});
