import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import { LOCKS_TOLD_MAX, lockReportSchema } from "./lock-contract.ts";
import { lockReport } from "./lock-report.ts";

const ALL = { openId: null, share: null, user: null, skip: 0, limit: LOCKS_TOLD_MAX };
/** LOCKFLAG_EXCLUSIVE_LOCK, LOCKFLAG_SHARED_LOCK, and LOCKFLAG_FAIL_IMMEDIATELY with it. */
const [EXCLUSIVE_AT_ONCE, SHARED_AT_ONCE] = [0x12, 0x11];

describe("who holds which bytes", () => {
  it("is told with file, range, kind and time, and nothing of files without locks", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const [idle, held] = [files.open("idle.txt"), files.open("held.txt")];
    assert.deepEqual(lockReport(world.engine, ALL), { total: 0, items: [] });
    files.lock(held, { offset: 7n, length: 3n, flags: EXCLUSIVE_AT_ONCE });
    const beyond = 2n ** 63n;
    files.lock(held, { offset: beyond, length: 1n, flags: SHARED_AT_ONCE });
    const { total, items } = lockReportSchema.parse(lockReport(world.engine, ALL));
    assert.equal(total, 2);
    const [first, second] = items;
    assert.deepEqual(
      [first?.path, first?.offset, first?.length, first?.isExclusive, first?.isWaiting],
      ["held.txt", "7", "3", true, false],
    );
    assert.deepEqual([second?.offset, second?.isExclusive], [String(beyond), false]);
    assert.equal(first?.sinceMs, Math.floor(world.engine.nowMs()));
    assert.notEqual(first?.user, "");
    files.close(idle);
    files.close(held);
    assert.deepEqual(lockReport(world.engine, ALL), { total: 0, items: [] });
    client.vanish();
    assert.deepEqual(world.leftovers(), {});
  });

  it("comes in parts, of one open, share or user", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const [one, other] = [files.open("one.txt"), files.open("other.txt")];
    for (let at = 0; at < 5; at++) {
      files.lock(one, { offset: BigInt(at), length: 1n, flags: EXCLUSIVE_AT_ONCE });
    }
    files.lock(other, { offset: 0n, length: 1n, flags: EXCLUSIVE_AT_ONCE });
    const part = lockReport(world.engine, { ...ALL, skip: 4, limit: 2 });
    assert.deepEqual(
      [part.total, part.items.map(({ path, offset }) => `${path}@${offset}`)],
      [6, ["one.txt@4", "other.txt@0"]],
    );
    assert.deepEqual(lockReport(world.engine, { ...ALL, skip: 6 }), { total: 6, items: [] });
    const openId = part.items[1]?.openId ?? "";
    assert.equal(lockReport(world.engine, { ...ALL, openId }).total, 1);
    const { user = "", share = "" } = part.items[0] ?? {};
    const named = { ...ALL, user: user.toUpperCase(), share: share.toUpperCase() };
    assert.equal(lockReport(world.engine, named).total, 6);
    assert.equal(lockReport(world.engine, { ...ALL, user: "nobody-else" }).total, 0);
    assert.equal(lockReport(world.engine, { ...ALL, share: "another" }).total, 0);
    client.vanish();
    assert.deepEqual(world.leftovers(), {});
  });
});
