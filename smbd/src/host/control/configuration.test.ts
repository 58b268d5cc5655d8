import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import pino from "pino";
import { changesBetween } from "../../test/catalog-changes.ts";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, user, World } from "../../test/world.ts";
import { STATUS_SUCCESS, STATUS_USER_SESSION_DELETED } from "../../wire/status.ts";
import { Configuration, type ConfigurationMessage } from "./configuration.ts";
import { changesSchema, type Snapshot, snapshotSchema, type UpMessage } from "./contract.ts";
import { SavedCatalog } from "./saved-catalog.ts";
import { ShareStates } from "./share-states.ts";

class Bench {
  readonly world = new World();
  readonly folder = mkdtempSync(join(tmpdir(), "larder-configuration-"));
  readonly log = pino({ enabled: false });
  readonly saved = new SavedCatalog(this.folder, this.log);
  readonly configuration: Configuration;

  constructor() {
    const { engine } = this.world;
    const states = new ShareStates(engine);
    this.configuration = new Configuration(engine, this.saved, states, this.log);
  }

  send(message: ConfigurationMessage): Promise<UpMessage> {
    return new Promise((done) => this.configuration.take(message, done));
  }

  get savedRevision(): number | undefined {
    return new SavedCatalog(this.folder, this.log).read()?.revision;
  }

  async end(): Promise<void> {
    await this.saved.close();
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.world.leftovers(), {});
  }
}

function wanted(revision: number, change: Parameters<typeof catalogInput>[0] = {}): Snapshot {
  return snapshotSchema.parse({ contractVersion: 1, ...catalogInput({ ...change, revision }) });
}

function changes(before: Snapshot, now: Snapshot): ConfigurationMessage {
  const told = { contractVersion: 1, ...changesBetween(before, now) };
  return { type: "changes", changes: changesSchema.parse(told) };
}

const whole = (snapshot: Snapshot) => ({ type: "snapshot", snapshot, hasParts: false }) as const;

test("changes of what the engine has are applied and saved; of anything else they are refused", async () => {
  const bench = new Bench();
  const [first, second, third] = [
    wanted(2),
    wanted(3, { users: [user("alice", 0)], shares: [share("more", "/srv/data")] }),
    wanted(4),
  ];
  const alice = bench.world.connected("alice");
  const bob = bench.world.connected("bob");
  assert.equal((await bench.send(whole(first))).type, "applied");
  assert.equal(bench.savedRevision, 2);
  assert.deepEqual(await bench.send(changes(second, third)), { type: "unfit", revision: 2 });
  assert.equal(new FileClient(alice).create("a.txt").status, STATUS_SUCCESS);
  const answer = await bench.send(changes(first, second));
  assert.ok(answer.type === "applied");
  assert.deepEqual(
    [answer.revision, answer.isWhole, answer.goneShareIds, answer.shares.map(({ id }) => id)],
    [3, false, ["s-data"], ["s-more"]],
  );
  assert.deepEqual([answer.sessionsClosed, answer.opensClosed], [1, 1]);
  assert.equal(bob.tree("more"), STATUS_USER_SESSION_DELETED);
  assert.equal(alice.tree("more"), STATUS_SUCCESS);
  assert.equal(bench.savedRevision, 3);
  await bench.end();
});

test("a snapshot in parts is one catalog, once the last of them is there", async () => {
  const bench = new Bench();
  const people = Array.from({ length: 1_500 }, (_, at) => user(`u${at}`, at));
  const group = { id: "g", name: "staff", rid: 9_000, gid: 9_000, memberIds: [] };
  const memberIds = people.map(({ id }) => id);
  const { users, shares, ...rest } = wanted(7, { users: people });
  const first = { ...rest, users: [], groups: [], shares: [] };
  const nothing = { revision: 7, users: [], groups: [], members: [], shares: [], isLast: false };
  const part = (rows: object) =>
    ({ type: "snapshotPart", part: { ...nothing, ...rows } }) as ConfigurationMessage;
  const early = () => assert.fail("it is not whole");
  const begin = { type: "snapshot", snapshot: first, hasParts: true } as const;
  // One whose server is gone before its end is forgotten.
  bench.configuration.take(begin, early);
  bench.configuration.take(part({ users }), early);
  bench.configuration.disconnected();
  bench.configuration.take(part({ isLast: true }), early);
  bench.configuration.take(begin, early);
  bench.configuration.take(part({ users: users.slice(0, 1_000) }), early);
  bench.configuration.take(part({ users: users.slice(1_000), groups: [group] }), early);
  bench.configuration.take(part({ shares, members: [{ groupId: "g", memberIds }] }), early);
  assert.equal(bench.world.engine.catalog.revision, 1);
  assert.equal((await bench.send(part({ isLast: true }))).type, "applied");
  const { catalog } = bench.world.engine;
  assert.deepEqual([catalog.revision, catalog.users.length], [7, 1_500]);
  assert.deepEqual(catalog.groupsOf("u-u1499")[0]?.memberIds.length, 1_500);
  assert.equal(bench.savedRevision, 7);
  await bench.end();
});

test("a look through a large snapshot lets others have their turns", async () => {
  const bench = new Bench();
  const users = Array.from({ length: 20_000 }, (_, at) => user(`u${at}`, at));
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await bench.send(whole(wanted(2, { users })));
  isDone = true;
  // Its look-ups are made in steps of a thousand entries, and it is written in slices of five hundred.
  assert.ok(turns >= 40 + 40, `${turns} turns`);
  await bench.end();
});
