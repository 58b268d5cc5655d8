import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RECYCLE_REMOVAL_COUNT_MAX } from "../limits.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import { DELETE, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import { STATUS_SHARING_VIOLATION, STATUS_SUCCESS } from "../wire/status.ts";
import { type SweepReport, type SweepRule, sweepBin } from "./bin-sweep.ts";

const BIN = { ...share("data", "/srv/data"), recycleBin: true };
const ALL: SweepRule = { userFolder: null, before: 2n ** 62n, bytesMax: null };

function box() {
  const world = new World(catalogInput({ shares: [BIN] }));
  const client = (name: string) => new InfoClient(world.connected(name));
  return { world, alice: client("alice"), bob: client("bob") };
}

function discard(client: InfoClient, name: string, text = "text"): void {
  client.put(name, text);
  const change = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
  client.close(client.open(name, { ...change, createOptions: FILE_DELETE_ON_CLOSE }));
}

function exists(client: InfoClient, name: string): boolean {
  const change = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OPEN };
  const { status, response } = client.create(name, change);
  if (response !== null) client.close(response.fileId);
  return status === STATUS_SUCCESS;
}

function sweep(world: World, rule: SweepRule): SweepReport {
  let report: SweepReport | null = null;
  const waiting: (() => void)[] = [];
  sweepBin(
    world.engine,
    BIN,
    rule,
    (next) => waiting.push(next),
    (done) => {
      report = done;
    },
  );
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
  assert.ok(report !== null, "it comes to an end");
  return report;
}

describe("a sweep of a bin", () => {
  it("removes what came in before a moment, with the folders that are empty then", () => {
    const { world, alice } = box();
    alice.close(alice.open("a", { createOptions: FILE_DIRECTORY_FILE }));
    discard(alice, "a\\old.txt");
    world.pass(10_000);
    const before = world.nowFiletime();
    discard(alice, "new.txt");
    const report = sweep(world, { ...ALL, before });
    assert.deepEqual([report.removedCount, report.keptCount, report.isComplete], [1, 1, true]);
    assert.equal(exists(alice, ".recycle\\alice\\a"), false);
    assert.equal(exists(alice, ".recycle\\alice\\new.txt"), true);
    assert.deepEqual(world.leftovers(), {});
  });

  it("empties one user's part, and leaves that of others", () => {
    const { world, alice, bob } = box();
    discard(alice, "a.txt");
    discard(bob, "b.txt");
    const report = sweep(world, { ...ALL, userFolder: "alice" });
    assert.equal(report.removedCount, 1);
    assert.equal(exists(alice, ".recycle\\alice"), false);
    assert.equal(exists(bob, ".recycle\\bob\\b.txt"), true);
    assert.deepEqual(world.leftovers(), {});
  });

  it("takes the oldest first where the bin may hold so much only", () => {
    const { world, alice } = box();
    for (const name of ["1", "2", "3", "4"]) {
      discard(alice, name, "x".repeat(5_000));
      world.pass(60_000);
    }
    const { keptBytes } = sweep(world, { ...ALL, before: 0n });
    const report = sweep(world, { ...ALL, before: 0n, bytesMax: keptBytes / 2 });
    assert.deepEqual([report.removedCount, report.keptCount], [2, 2]);
    assert.deepEqual(
      ["1", "2", "3", "4"].map((name) => exists(alice, `.recycle\\alice\\${name}`)),
      [false, false, true, true],
    );
    assert.deepEqual(world.leftovers(), {});
  });

  it("leaves what somebody has open, and says so", () => {
    const { world, alice } = box();
    discard(alice, "a.txt");
    const open = alice.open(".recycle\\alice\\a.txt", { createDisposition: FILE_OPEN });
    const report = sweep(world, ALL);
    assert.deepEqual(report.failed, [{ path: "alice/a.txt", status: STATUS_SHARING_VIOLATION }]);
    alice.close(open);
    assert.equal(sweep(world, ALL).removedCount, 1);
    assert.deepEqual(world.leftovers(), {});
  });

  it("stops after RECYCLE_REMOVAL_COUNT_MAX, and goes on when it is asked again", () => {
    const { world, alice } = box();
    discard(alice, "first");
    const node = world.engine.volume(BIN);
    assert.ok(typeof node === "object");
    const folder = node.lookup([".recycle", "alice"]);
    assert.ok(typeof folder === "object" && folder.node !== null);
    const options = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
    for (let index = 0; index < RECYCLE_REMOVAL_COUNT_MAX; index++) {
      const made = node.create(folder.node, `file-${index}`, options);
      if (typeof made === "object") made.close();
    }
    folder.parent.close();
    folder.node.close();
    const first = sweep(world, ALL);
    assert.deepEqual([first.removedCount, first.isComplete], [RECYCLE_REMOVAL_COUNT_MAX, false]);
    const second = sweep(world, ALL);
    assert.deepEqual([second.removedCount, second.isComplete], [1, true]);
    assert.deepEqual(world.leftovers(), {});
  });

  it("ends without harm when the share is taken away meanwhile", () => {
    const { world, alice } = box();
    discard(alice, "a.txt");
    let pending: (() => void) | null = null;
    let isDone = false;
    sweepBin(
      world.engine,
      BIN,
      ALL,
      (next) => {
        pending = next;
      },
      () => {
        isDone = true;
      },
    );
    world.engine.stop();
    const next = pending as (() => void) | null;
    next?.();
    assert.equal(isDone, true);
    assert.deepEqual(world.leftovers(), {});
  });
});
