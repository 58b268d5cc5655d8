import assert from "node:assert/strict";
import { test } from "node:test";
import { MASS_CHANGE_PATH_COUNT_MAX, MASS_CHANGE_RECORD_COUNT_MAX } from "../limits.ts";
import { Catalog, type CatalogInput } from "../state/catalog.ts";
import { encodeKeptMassChange } from "../state/kept-mass-change.ts";
import type { MassChangeRecord } from "../state/mass-change-record.ts";
import type { MassChangeRule } from "../state/mass-change-rule.ts";
import { FileClient } from "../test/file-client.ts";
import { InfoClient } from "../test/info-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, share, user, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { encodeEndOfFileInformation } from "../wire/fscc/end-of-file.ts";
import { FILE_DELETE_ON_CLOSE, FILE_OPEN, FILE_OVERWRITE_IF } from "../wire/message/create.ts";
import { STATUS_ACCOUNT_DISABLED, STATUS_SUCCESS } from "../wire/status.ts";
import { applyCatalog } from "./apply-catalog.ts";

const RULE: MassChangeRule = { action: "alert", deletedMax: 5, renamedMax: 5, scrambledMax: 5 };

function world(rule: Partial<MassChangeRule> | null, users = 2): World {
  return new World(inputOf(rule, users));
}

function inputOf(rule: Partial<MassChangeRule> | null, users = 2): CatalogInput {
  const massChange = rule === null ? null : { ...RULE, ...rule };
  const { settings } = catalogInput();
  return catalogInput({
    settings: { ...settings, failedLogonDelayMs: 0 },
    shares: [{ ...share("data", "/srv/data"), massChange }],
    users: ["alice", "bob", ...Array.from({ length: users - 2 }, (_, n) => `u${n}`)].map(user),
  });
}

function fill(files: FileClient, count: number): void {
  for (let n = 0; n < count; n++) files.put(`f${n}`, "as it was ".repeat(300));
}

function remove(files: FileClient, name: string): void {
  const options = { createDisposition: FILE_OPEN, createOptions: FILE_DELETE_ON_CLOSE };
  files.close(files.open(name, options));
}

function scramble(files: FileClient, name: string, createDisposition = FILE_OPEN): void {
  const fileId = files.open(name, { createDisposition });
  writeScrambled(files, fileId);
  files.close(fileId);
}

function writeScrambled(files: FileClient, fileId: FileId): void {
  const bytes = new Uint8Array(4096);
  let state = 12_345;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    bytes[i] = state >>> 16;
  }
  assert.equal(files.write(fileId, 0, bytes).status, STATUS_SUCCESS);
}

const idOf = (record: MassChangeRecord | undefined) => String(record?.id);

const alarms = (found: World) =>
  found.events.filter((event) => event.type === "audit" && event.kind === "massChange");

test("as many deletions as the rule allows are nobody's business, one more is told once", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 9);
  for (let n = 0; n < 5; n++) remove(files, `f${n}`);
  assert.equal(alarms(found).length, 0);
  for (let n = 5; n < 9; n++) remove(files, `f${n}`);
  const [alarm, ...more] = alarms(found);
  assert.equal(more.length, 0);
  assert.ok(alarm?.type === "audit");
  assert.deepEqual([alarm.user, alarm.share], ["alice", "data"]);
  assert.match(alarm.detail, /^noted: 6 deleted, 0 renamed, 0 overwritten/);
  const [record] = found.engine.massChanges.tripped;
  assert.equal(record?.state, "noted");
  assert.deepEqual(record?.touched().map(({ kind, path }) => `${kind} ${path}`)[0], "deleted f8");
  assert.deepEqual(found.leftovers(), {});
});

test("the same at a calmer pace is nobody's business", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 20);
  for (let n = 0; n < 20; n++) {
    remove(files, `f${n}`);
    found.pass(15_000);
  }
  assert.equal(alarms(found).length, 0);
  assert.deepEqual(found.leftovers(), {});
});

test("renames count, by all sessions of a user together", () => {
  const found = world({});
  const clients = [found.connected(), found.connected()] as [VirtualClient, VirtualClient];
  const files = new FileClient(clients[0]);
  fill(files, 8);
  for (let n = 0; n < 8; n++) {
    const client = clients[n % 2] as VirtualClient;
    const fileId = new FileClient(client).open(`f${n}`);
    assert.equal(new InfoClient(client).rename(fileId, `f${n}.locked`), STATUS_SUCCESS);
    new FileClient(client).close(fileId);
  }
  assert.equal(alarms(found).length, 1);
  const [record] = found.engine.massChanges.tripped;
  assert.equal(record?.renamedCount, 8);
  assert.equal(record?.touched()[0]?.path, "f7.locked");
  assert.deepEqual(found.leftovers(), {});
});

test("overwriting with what looks encrypted counts, in place and from the beginning; new files and text do not", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 8);
  for (let n = 0; n < 10; n++) scramble(files, `new${n}`, FILE_OVERWRITE_IF);
  for (let n = 0; n < 8; n++) files.put(`f${n}`, "another text ".repeat(300));
  assert.equal(found.engine.massChanges.recordCount, 0);
  for (let n = 0; n < 4; n++) scramble(files, `f${n}`);
  for (let n = 4; n < 8; n++) scramble(files, `f${n}`, FILE_OVERWRITE_IF);
  assert.equal(alarms(found).length, 1);
  assert.equal(found.engine.massChanges.tripped[0]?.scrambledCount, 8);
  assert.deepEqual(found.leftovers(), {});
});

test("so does what is cut off first and written then, as programs on Linux and Macs replace a file", () => {
  const found = world({});
  const files = new InfoClient(found.connected());
  fill(files, 6);
  const cut = (fileId: FileId) =>
    files.set(fileId, 20, (writer) => encodeEndOfFileInformation(writer, { endOfFile: 0 }));
  for (let n = 0; n < 6; n++) {
    const fileId = files.open(`f${n}`, { createDisposition: FILE_OPEN });
    assert.equal(cut(fileId), STATUS_SUCCESS);
    // The same open, or another one beside it.
    if (n < 3) writeScrambled(files, fileId);
    else scramble(files, `f${n}`);
    files.close(fileId);
  }
  assert.equal(found.engine.massChanges.tripped[0]?.scrambledCount, 6);
  for (let n = 0; n < 6; n++) scramble(files, `new${n}`, FILE_OVERWRITE_IF);
  assert.equal(found.engine.massChanges.tripped[0]?.scrambledCount, 6);
  assert.deepEqual(found.leftovers(), {});
});

test("cut off: all sessions of the user end, no other's; new ones are refused until it is released", () => {
  const found = world({ action: "block" });
  const [attacker, second, other] = [
    found.connected("alice"),
    found.connected("alice"),
    found.connected("bob"),
  ];
  const files = new FileClient(attacker);
  fill(files, 9);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  assert.equal(found.engine.sessions.size, 1, "bob's");
  assert.notEqual(new FileClient(second).create("x").status, STATUS_SUCCESS);
  assert.equal(new FileClient(other).create("y").status, STATUS_SUCCESS);
  const again = found.client();
  again.negotiate();
  assert.equal(again.logon("alice", PASSWORD), STATUS_ACCOUNT_DISABLED);
  const [record] = found.engine.massChanges.tripped;
  assert.equal(record?.state, "blocked");
  found.pass(3_600_000);
  assert.ok(found.engine.massChanges.isBlocked("u-alice"), "time alone releases nobody");
  assert.ok(found.engine.massChanges.release(idOf(record)));
  assert.equal(found.engine.massChanges.release(idOf(record)), false);
  const back = new FileClient(found.connected("alice"));
  remove(back, "f6");
  assert.equal(alarms(found).length, 1, "it is counted from nothing");
  assert.deepEqual(found.leftovers(), {});
});

/** The engine ends, and another begins with what was written down. */
function restarted(before: World, rule: Partial<MassChangeRule>): World {
  assert.deepEqual(before.leftovers(), {});
  return new World(inputOf(rule), undefined, before);
}

function isLetIn(found: World, name: string): boolean {
  const client = found.client();
  client.negotiate();
  const status = client.logon(name, PASSWORD);
  client.vanish();
  if (status !== STATUS_SUCCESS) assert.equal(status, STATUS_ACCOUNT_DISABLED);
  return status === STATUS_SUCCESS;
}

test("cut off stays cut off when the engine is started anew, until it is released, also then", () => {
  const found = world({ action: "block" });
  const files = new FileClient(found.connected("alice", "data", { address: "192.0.2.7" }));
  fill(files, 9);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const second = restarted(found, { action: "block" });
  assert.equal(isLetIn(second, "alice"), false);
  assert.ok(isLetIn(second, "bob"));
  const [record] = second.engine.massChanges.tripped;
  const [before] = found.engine.massChanges.tripped;
  assert.deepEqual(record?.kept(), before?.kept());
  assert.deepEqual(
    [record?.user, record?.address, record?.state, record?.deletedCount],
    ["alice", "192.0.2.7", "blocked", 6],
  );
  assert.deepEqual(
    record?.touched().map(({ path }) => path),
    ["f5", "f4", "f3", "f2", "f1", "f0"],
  );
  assert.ok(second.engine.massChanges.release(idOf(record)));
  assert.ok(isLetIn(second, "alice"));
  const third = restarted(second, { action: "block" });
  assert.equal(third.engine.massChanges.recordCount, 0);
  assert.ok(isLetIn(third, "alice"));
  assert.deepEqual(third.leftovers(), {});
});

test("an id of an earlier run is nobody's later", () => {
  const found = world({ action: "block" });
  const trip = (one: World) => {
    const files = new FileClient(one.connected("alice"));
    fill(files, 9);
    for (let n = 0; n < 6; n++) remove(files, `f${n}`);
    return idOf(one.engine.massChanges.tripped[0]);
  };
  const first = trip(found);
  assert.ok(found.engine.massChanges.release(first));
  const second = restarted(found, { action: "block" });
  assert.notEqual(trip(second), first);
  assert.equal(second.engine.massChanges.release(first), false);
  assert.equal(isLetIn(second, "alice"), false);
  assert.deepEqual(second.leftovers(), {});
});

test("what was only told is there after a restart, and ends once it is calm", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 9);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const second = restarted(found, {});
  assert.equal(second.engine.massChanges.tripped[0]?.state, "noted");
  second.pass(1_000_000);
  remove(new FileClient(second.connected()), "f6");
  assert.equal(second.engine.massChanges.tripped.length, 0);
  assert.equal(second.massChangeStore.size, 0);
  assert.deepEqual(second.leftovers(), {});
});

test("a block that cannot be written down holds, is told, and written when the disk has room", () => {
  const found = world({ action: "block" });
  const files = new FileClient(found.connected());
  fill(files, 9);
  found.massChangeStore.isBroken = true;
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const untold = () => found.events.filter(({ type }) => type === "massChange.unstored").length;
  assert.equal(isLetIn(found, "alice"), false);
  assert.equal(untold(), 1);
  found.pass(60_000);
  assert.equal(untold(), 2);
  found.massChangeStore.isBroken = false;
  found.pass(60_000);
  assert.deepEqual([untold(), found.massChangeStore.size], [2, 1]);
  const second = restarted(found, { action: "block" });
  assert.equal(isLetIn(second, "alice"), false);
  assert.deepEqual(second.leftovers(), {});
});

test("a record that is not understood keeps no engine from starting, and no more are taken than ever were", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 9);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const kept = found.engine.massChanges.tripped[0]?.kept();
  assert.ok(kept);
  const store = found.massChangeStore;
  store.put(1, new TextEncoder().encode("{"));
  store.put(2, new TextEncoder().encode('{"format":2}'));
  store.put(3, encodeKeptMassChange(kept));
  for (let id = 10; id < 10 + MASS_CHANGE_RECORD_COUNT_MAX; id++)
    store.put(id, encodeKeptMassChange({ ...kept, id, userId: `u-${id}` }));
  store.commit(() => {});
  const second = restarted(found, {});
  assert.equal(second.engine.massChanges.tripped.length, MASS_CHANGE_RECORD_COUNT_MAX);
  assert.equal(second.engine.massChanges.record("3"), null);
  assert.deepEqual(second.leftovers(), {});
});

test("slowed down: past the limit a request a moment is served, and others are as fast as ever", () => {
  const found = world({ action: "throttle" });
  const client = found.connected("alice");
  const files = new FileClient(client);
  fill(files, 9);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const id = files.send("z");
  assert.equal(client.count(id), 0, "it waits");
  assert.equal(new FileClient(found.connected("bob")).create("y").status, STATUS_SUCCESS);
  found.pass(499);
  assert.equal(client.count(id), 0);
  found.pass(1);
  assert.equal(client.take(id).status, STATUS_SUCCESS);
  assert.equal(found.engine.massChanges.tripped[0]?.state, "throttled");
  assert.deepEqual(found.leftovers(), {});
});

test("a rule that is made stricter meanwhile holds for who has broken it already", () => {
  const found = world({});
  const { massChanges } = found.engine;
  const files = new FileClient(found.connected("alice"));
  fill(files, 8);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  const [record] = massChanges.tripped;
  assert.equal(record?.state, "noted");
  applyCatalog(found.engine, new Catalog({ ...inputOf({ action: "block" }), revision: 2 }));
  remove(files, "f6");
  assert.equal(record?.state, "blocked");
  assert.equal(found.engine.sessions.size, 0);
  assert.equal(alarms(found).length, 2);
  assert.ok(massChanges.isBlocked("u-alice"));
  // A milder one lets nobody in again.
  applyCatalog(found.engine, new Catalog({ ...inputOf({}), revision: 3 }));
  assert.ok(massChanges.isBlocked("u-alice"));
  assert.ok(massChanges.release(idOf(record)));
  assert.equal(massChanges.isBlocked("u-alice"), false);
  assert.deepEqual(found.leftovers(), {});
});

test("what was over for long is told anew", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  fill(files, 14);
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  found.pass(1_000_000);
  // The first was idle for so long that its connection ended.
  const later = new FileClient(found.connected());
  remove(later, "f6");
  assert.equal(found.engine.massChanges.tripped.length, 0);
  for (let n = 7; n < 14; n++) remove(later, `f${n}`);
  assert.equal(alarms(found).length, 2);
  assert.deepEqual(found.leftovers(), {});
});

test("a share without a rule counts nothing", () => {
  const found = world(null);
  const files = new FileClient(found.connected());
  fill(files, 20);
  for (let n = 0; n < 20; n++) remove(files, `f${n}`);
  assert.equal(found.engine.massChanges.recordCount, 0);
  assert.deepEqual(found.leftovers(), {});
});

test("slowed down is who marks files as deleted, on every connection, and not who closes them last", () => {
  const found = world({ action: "throttle" });
  const [marker, second] = [found.connected("alice"), found.connected("alice")];
  const files = new FileClient(marker);
  fill(files, 6);
  const other = new FileClient(found.connected("bob", "data", { address: "192.0.2.9" }));
  const held = Array.from({ length: 6 }, (_, n) => other.open(`f${n}`));
  for (let n = 0; n < 6; n++) remove(files, `f${n}`);
  assert.equal(found.engine.massChanges.tripped.length, 0, "all are there still");
  for (const fileId of held) assert.equal(other.close(fileId), STATUS_SUCCESS);
  const [record] = found.engine.massChanges.tripped;
  assert.deepEqual([record?.user, record?.address], ["alice", "192.0.2.1"]);
  assert.equal(other.create("y").status, STATUS_SUCCESS);
  const ids = [files.send("z"), new FileClient(second).send("w")] as const;
  assert.deepEqual([marker.count(ids[0]), second.count(ids[1])], [0, 0]);
  found.pass(500);
  assert.equal(marker.take(ids[0]).status, STATUS_SUCCESS);
  assert.equal(second.take(ids[1]).status, STATUS_SUCCESS);
  assert.deepEqual(found.leftovers(), {});
});

test("so many are counted and no more; those that did least lately are forgotten, those in trouble never", () => {
  const found = world({ deletedMax: 1 }, MASS_CHANGE_RECORD_COUNT_MAX + 4);
  const names = Array.from({ length: MASS_CHANGE_RECORD_COUNT_MAX + 2 }, (_, n) => `u${n}`);
  const touch = (name: string, count: number) => {
    const client = found.connected(name);
    const files = new FileClient(client);
    for (let n = 0; n < count; n++) {
      files.put(`of-${name}`, "x");
      remove(files, `of-${name}`);
    }
    client.vanish();
  };
  touch("u0", 2);
  for (const name of names.slice(1, MASS_CHANGE_RECORD_COUNT_MAX + 1)) {
    found.pass(10);
    touch(name, 1);
  }
  const { massChanges } = found.engine;
  assert.equal(massChanges.recordCount, MASS_CHANGE_RECORD_COUNT_MAX);
  assert.deepEqual(
    massChanges.tripped.map((record) => record.user),
    ["u0"],
  );
  assert.equal(isLimitTold(found), false);
  for (const name of names.slice(1)) touch(name, 2);
  assert.equal(massChanges.recordCount, MASS_CHANGE_RECORD_COUNT_MAX);
  assert.ok(isLimitTold(found), "MASS_CHANGE_RECORD_COUNT_MAX is counted");
  assert.deepEqual(found.leftovers(), {});
});

const isLimitTold = (found: World) =>
  found.events.some(
    (event) => event.type === "limit.reached" && event.limit === "MASS_CHANGE_RECORD_COUNT_MAX",
  );

test("of the paths the newest are kept, MASS_CHANGE_PATH_COUNT_MAX of them", () => {
  const found = world({});
  const files = new FileClient(found.connected());
  for (let n = 0; n <= MASS_CHANGE_PATH_COUNT_MAX; n++) {
    files.put(`f${n}`, "x");
    remove(files, `f${n}`);
  }
  const touched = found.engine.massChanges.tripped[0]?.touched() ?? [];
  assert.equal(touched.length, MASS_CHANGE_PATH_COUNT_MAX);
  assert.equal(touched[0]?.path, `f${MASS_CHANGE_PATH_COUNT_MAX}`);
  assert.equal(touched.at(-1)?.path, "f1");
  assert.deepEqual(found.leftovers(), {});
});
