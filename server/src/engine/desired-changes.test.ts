import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Snapshot } from "@larder/smbd/control";
import { routes } from "../contract/contract.ts";
import { Sealer } from "../secret/sealer.ts";
import { loadSecretKey } from "../secret/secret-key.ts";
import type { ApiClient } from "../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../test/test-server.ts";
import { readDesired } from "./desired.ts";
import { CHANGED_ROWS_MAX, CHANGES_KEPT_REVISIONS, readChanges } from "./desired-changes.ts";

let server: TestServer;
let admin: ApiClient;
let sealer: Sealer;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  sealer = new Sealer(await loadSecretKey(server.stateFolder, undefined));
  await until("it is live", async () => (await engine()).state === "live");
});

after(() => server.close());

async function engine() {
  return (await admin.call(routes.engine.read)).reply;
}

/** As far as order says nothing. */
function sorted(snapshot: Snapshot | undefined) {
  const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    ...snapshot,
    shares: snapshot?.shares.map((share) => ({
      ...share,
      permissions: texts(share.permissions),
    })),
  };
}

/** The engine has what the whole would have told it, and was told it the way that is expected. */
async function arrives(revision: number, way: "changes" | "whole"): Promise<void> {
  await until("it is applied", () => server.engine.revision >= revision);
  await until("it is live", async () => (await engine()).state === "live");
  const { snapshot } = await readDesired(server.db, sealer);
  assert.deepEqual(sorted(server.engine.snapshots.at(-1)), sorted(snapshot));
  const isChange = server.engine.changes.at(-1)?.revision === snapshot.revision;
  assert.equal(isChange ? "changes" : "whole", way);
}

async function addUser(name: string): Promise<string> {
  const { item, revision } = (await admin.call(routes.user.create, { body: { name } })).reply;
  await arrives(revision, "changes");
  return item.id;
}

test("whatever is changed one after the other arrives as what changed", async () => {
  const alice = await addUser("alice");
  const bob = await addUser("bob");
  const group = (
    await admin.call(routes.group.create, { body: { name: "staff", memberIds: [alice] } })
  ).reply;
  await arrives(group.revision, "changes");
  const outer = (
    await admin.call(routes.group.create, {
      body: { name: "everybody", memberGroupIds: [group.item.id] },
    })
  ).reply;
  await arrives(outer.revision, "whole");
  const params = { id: group.item.id, userId: bob };
  const joined = (await admin.call(routes.group.addMember, { params })).reply;
  await arrives(joined.revision, "changes");
  const everybody = server.engine.snapshots.at(-1)?.groups.find(({ id }) => id === outer.item.id);
  assert.deepEqual(everybody?.memberIds, [alice, bob].sort());
  const left = (await admin.call(routes.group.removeMember, { params })).reply;
  await arrives(left.revision, "changes");
  const renamed = (
    await admin.call(routes.user.update, {
      params: { id: alice },
      body: { name: "alicia", enabled: false },
    })
  ).reply;
  await arrives(renamed.revision, "changes");
  const gone = (await admin.call(routes.user.remove, { params: { id: alice } })).reply;
  await arrives(gone.revision, "changes");
  assert.deepEqual(
    server.engine.snapshots.at(-1)?.users.map(({ name }) => name),
    ["bob"],
  );
});

test("what happened while the engine was away, and more than is worth telling in part, comes whole", async () => {
  const { revision } = await server.db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  assert.notEqual(await readChanges(server.db, sealer, revision), null);
  assert.equal(await readChanges(server.db, sealer, revision + 1), null);
  assert.equal(await readChanges(server.db, sealer, revision - CHANGES_KEPT_REVISIONS - 1), null);
  await server.db.$executeRaw`
    INSERT INTO engine_changes (revision, kind, entry)
    SELECT ${revision}, 'user', gen_random_uuid() FROM generate_series(1, ${CHANGED_ROWS_MAX + 1})`;
  assert.equal(await readChanges(server.db, sealer, revision - 1), null);
  await server.engine.stop();
  const { reply } = await admin.call(routes.user.create, { body: { name: "carol" } });
  await server.engine.start();
  await arrives(reply.revision, "whole");
});

test("an engine that has another revision gets the whole", async () => {
  await addUser("dora");
  server.engine.revision -= 1;
  const { reply } = await admin.call(routes.user.create, { body: { name: "erik" } });
  await arrives(reply.revision, "whole");
});

test("a logon is no change, and neither is a row that was written as it was", async () => {
  const noted = () => server.db.$queryRaw<object[]>`SELECT * FROM engine_changes`;
  const count = (await noted()).length;
  await server.db.user.updateMany({ data: { lastLogonAt: new Date() } });
  await server.db.$executeRaw`UPDATE users SET name = name, uid = uid`;
  assert.equal((await noted()).length, count);
});
