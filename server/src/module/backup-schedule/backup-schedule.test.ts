import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PASSPHRASE_SEAL } from "../../backup/passphrase-seal.ts";
import { ScheduledBackup } from "../../backup/scheduled-backup.ts";
import { routes } from "../../contract/contract.ts";
import { Sealer } from "../../secret/sealer.ts";
import { loadSecretKey } from "../../secret/secret-key.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";
import { DataRoots } from "../folder/data-roots.ts";

let server: TestServer;
let admin: ApiClient;
const passphrase = "a passphrase of mine";

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

const read = async () => (await admin.call(routes.backupSchedule.read)).reply;
const set = (body: object) => admin.call(routes.backupSchedule.update, { body });
const run = () => admin.call(routes.backupSchedule.run);
const own = () => join(server.stateFolder, "backups");

test("it is off at first, and needs a passphrase that nobody is shown", async () => {
  const first = await read();
  assert.deepEqual([first.enabled, first.hasPassphrase, first.nextAtMs], [false, false, null]);
  assert.equal((await run()).problem.code, "backup-failed");
  const refused = await set({ enabled: true });
  assert.deepEqual(refused.problem.fields?.[0]?.path, "passphrase");
  const on = await set({ enabled: true, passphrase });
  assert.deepEqual([on.reply.item.enabled, on.reply.item.hasPassphrase], [true, true]);
  assert.ok(!on.text.includes(passphrase));
  const row = await server.db.backupSchedule.findUniqueOrThrow({ where: { id: 1 } });
  assert.ok(!Buffer.from(row.sealedPassphrase ?? []).includes(passphrase));
  const entries = await server.db.auditEntry.findMany({ where: { kind: "backup.schedule" } });
  assert.ok(entries.length > 0 && entries.every(({ detail }) => !detail.includes(passphrase)));
});

test("what it saves is a backup that its passphrase opens, and only its owner may read", async () => {
  const { item } = (await run()).reply;
  assert.equal(item.lastError, "");
  assert.ok(item.lastFile.startsWith(`${own()}/box-`), item.lastFile);
  assert.equal(statSync(item.lastFile).mode & 0o777, 0o600);
  const content = readFileSync(item.lastFile);
  assert.equal(item.lastBytes, content.length);
  const body = { content: content.toString("base64"), passphrase };
  const { reply } = await admin.call(routes.backup.preview, { body });
  assert.deepEqual([reply.serverName, reply.administrators], ["BOX", ["root"]]);
  const wrong = { ...body, passphrase: "another passphrase" };
  assert.equal((await admin.call(routes.backup.preview, { body: wrong })).problem.status, 422);
});

test("so many are kept as was said, the newest, and no file of anybody else is touched", async () => {
  writeFileSync(join(own(), "box-notes.larder-backup"), "mine");
  await set({ keepCount: 2 });
  const made: string[] = [];
  for (let count = 0; count < 3; count++) {
    server.advance(1_000);
    made.push((await run()).reply.item.lastFile);
  }
  const names = readdirSync(own()).sort();
  const wanted = made.slice(1).map((path) => path.slice(own().length + 1));
  assert.deepEqual(names, [...wanted, "box-notes.larder-backup"].sort());
});

test("a folder of the data may be chosen, and no other", async () => {
  for (const folder of ["/etc", server.stateFolder, join(server.dataRoot, "missing")]) {
    assert.equal((await set({ folder })).problem.fields?.[0]?.path, "folder", folder);
  }
  const folder = join(server.dataRoot, "kept");
  mkdirSync(folder);
  await set({ folder });
  const { item } = (await run()).reply;
  assert.ok(item.lastFile.startsWith(`${folder}/box-`));
  // A disk that was taken out.
  rmSync(folder, { recursive: true });
  const failed = await run();
  assert.deepEqual(
    [failed.problem.code, failed.problem.detail],
    ["backup-failed", "The folder is not there."],
  );
  assert.equal((await read()).lastError, "The folder is not there.");
  assert.equal((await set({ folder: "" })).reply.item.lastError, "");
});

test("it runs when it is time, and within the hour where it failed", async () => {
  let nowMs = server.now() + 30 * 86_400_000;
  const sealer = new Sealer(await loadSecretKey(server.stateFolder, undefined));
  const logged = { info: () => {}, warn: () => {} };
  const schedule = new ScheduledBackup({
    db: server.db,
    sealer,
    roots: await DataRoots.open([server.dataRoot], server.stateFolder),
    stateFolder: server.stateFolder,
    version: "0.1.0",
    log: logged as never,
    now: () => nowMs,
    changed: () => {},
  });
  const row = () => server.db.backupSchedule.findUniqueOrThrow({ where: { id: 1 } });
  await set({ intervalHours: 24 });
  await schedule.look();
  const first = (await row()).lastDoneAt?.getTime();
  assert.equal(first, nowMs);
  nowMs += 23 * 3_600_000;
  await schedule.look();
  assert.equal((await row()).lastDoneAt?.getTime(), first, "not yet");
  nowMs += 3_600_000;
  const strange = sealer.seal(Buffer.from("x"), "another row");
  const lost = { sealedPassphrase: Uint8Array.from(strange) };
  await server.db.backupSchedule.update({ where: { id: 1 }, data: lost });
  await schedule.look();
  assert.match((await row()).lastError, /does not open with this box's key/);
  assert.equal((await row()).lastDoneAt?.getTime(), first);
  nowMs += 3_600_000;
  const sealed = sealer.seal(Buffer.from(passphrase), PASSPHRASE_SEAL);
  const found = { sealedPassphrase: Uint8Array.from(sealed) };
  await server.db.backupSchedule.update({ where: { id: 1 }, data: found });
  await schedule.look();
  assert.deepEqual([(await row()).lastError, (await row()).lastDoneAt?.getTime()], ["", nowMs]);
});
