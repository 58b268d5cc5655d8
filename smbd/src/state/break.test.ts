import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import {
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_INVALID_PARAMETER,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_SUCCESS,
  STATUS_UNSUCCESSFUL,
} from "../wire/status.ts";
import { oplockOfCaching } from "./oplock.ts";

import { CachingBench as Bench, bits, KEY_1, KEY_2, shown, stateOf } from "./oplock-bench.ts";

describe("answers to a break", () => {
  it("a state that is not within what was offered is STATUS_REQUEST_NOT_ACCEPTED, and may be mended", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    const plan = bench.opening({ replaces: true });
    bench.wait("create", plan);
    for (const state of ["RWH", "RW", "WH", "RH", "W", "H", "R"]) {
      const refused = bench.file.acknowledgeLease(holder, bits(state));
      assert.equal(refused.status, STATUS_REQUEST_NOT_ACCEPTED, state);
      assert.deepEqual(refused.resumed, []);
    }
    const accepted = bench.file.acknowledgeLease(holder, 0);
    assert.equal(accepted.status, STATUS_SUCCESS);
    assert.deepEqual(accepted.resumed, ["create"]);
    assert.equal(bench.file.acknowledgeLease(holder, 0).status, STATUS_UNSUCCESSFUL);
  });

  it("a lease may give up more than was asked", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.wait("create", bench.opening());
    const answer = bench.file.acknowledgeLease(holder, 0);
    assert.deepEqual([answer.state, answer.resumed], [0, ["create"]]);
    assert.equal(bench.leases.size, 1);
  });

  it("a lease that keeps handles without reading keeps nothing", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.opening();
    assert.equal(bench.file.acknowledgeLease(holder, bits("H")).state, 0);
    assert.equal(stateOf(holder), "");
  });

  it("a conflict that comes while a break is out is broken next, in steps, and all wait to the end", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.wait("open", bench.opening());
    const epoch = holder.epoch;
    const replacing = bench.opening({ replaces: true });
    assert.deepEqual(replacing.breaks, []);
    assert.deepEqual(replacing.waitFor, [holder]);
    bench.wait("replace", replacing);

    const first = bench.file.acknowledgeLease(holder, bits("RH"));
    assert.deepEqual([first.state, shown(first.breaks)], [bits("RH"), ["RH>R!"]]);
    assert.deepEqual(first.resumed, []);
    const second = bench.file.acknowledgeLease(holder, bits("R"));
    assert.deepEqual([second.state, shown(second.breaks)], [bits("R"), ["R>"]]);
    assert.deepEqual(second.resumed, ["open", "replace"]);
    assert.equal(stateOf(holder), "");
    assert.equal(holder.epoch, epoch);
  });

  it("an oplock that is broken a second time while the first break is out falls on to none", () => {
    const bench = new Bench();
    const { open } = bench.oplock(OPLOCK_LEVEL_EXCLUSIVE);
    bench.wait("open", bench.opening());
    bench.opening({ replaces: true });
    const answer = bench.file.acknowledgeOplock(open, OPLOCK_LEVEL_II);
    assert.equal(oplockOfCaching(answer.state), OPLOCK_LEVEL_II);
    assert.deepEqual(shown(answer.breaks), ["R>"]);
    assert.deepEqual(answer.resumed, ["open"]);
    assert.equal(bench.file.oplockLevelOf(open), OPLOCK_LEVEL_NONE);
  });

  it("an oplock asked to none stays at none, whatever the answer says", () => {
    const bench = new Bench();
    const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
    bench.opening({ replaces: true });
    const answer = bench.file.acknowledgeOplock(open, OPLOCK_LEVEL_II);
    assert.deepEqual([answer.status, answer.state], [STATUS_SUCCESS, 0]);
  });

  it("an answer without a break, or for no oplock, is STATUS_INVALID_OPLOCK_PROTOCOL", () => {
    const bench = new Bench();
    const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
    const none = bench.oplock(OPLOCK_LEVEL_NONE);
    const leased = bench.lease(KEY_1, "R");
    for (const handle of [open, none.open, leased.open]) {
      const answer = bench.file.acknowledgeOplock(handle, OPLOCK_LEVEL_NONE);
      assert.equal(answer.status, STATUS_INVALID_OPLOCK_PROTOCOL);
    }
    assert.equal(bench.file.oplockLevelOf(open), OPLOCK_LEVEL_BATCH);
  });

  for (const [level, status] of [
    [OPLOCK_LEVEL_LEASE, STATUS_INVALID_PARAMETER],
    [OPLOCK_LEVEL_BATCH, STATUS_INVALID_OPLOCK_PROTOCOL],
    [OPLOCK_LEVEL_EXCLUSIVE, STATUS_INVALID_OPLOCK_PROTOCOL],
  ] as const) {
    it(`answering a break with level ${level} costs the oplock, and who waits goes on`, () => {
      const bench = new Bench();
      const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
      bench.wait("open", bench.opening());
      const answer = bench.file.acknowledgeOplock(open, level);
      assert.equal(answer.status, status);
      assert.deepEqual(answer.resumed, ["open"]);
      assert.equal(bench.file.oplockLevelOf(open), OPLOCK_LEVEL_NONE);
    });
  }

  it("no answer in time leaves nothing, and a later one is told so", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.wait("open", bench.opening());
    assert.deepEqual(bench.file.timedOut(holder), ["open"]);
    assert.equal(stateOf(holder), "");
    assert.equal(bench.file.acknowledgeLease(holder, bits("RH")).status, STATUS_UNSUCCESSFUL);
    assert.deepEqual(bench.file.timedOut(holder), []);
  });

  it("closing instead of answering resumes at once", () => {
    for (const kind of ["lease", "oplock"] as const) {
      const bench = new Bench();
      const { open } =
        kind === "lease" ? bench.lease(KEY_1, "RWH") : bench.oplock(OPLOCK_LEVEL_BATCH);
      bench.wait("open", bench.opening());
      const closed = bench.file.closed(open);
      assert.ok(closed.ended);
      assert.deepEqual(closed.resumed, ["open"]);
      assert.ok(bench.file.isIdle);
    }
  });

  it("one of two opens of a lease closing resumes who waits for handles, not who waits for data", () => {
    const bench = new Bench();
    const first = bench.lease(KEY_1, "RWH");
    bench.lease(KEY_1, "RWH");
    bench.wait("data", bench.opening());
    bench.wait("handles", bench.opening({ hasSharingViolation: true }));
    const closed = bench.file.closed(first.open);
    assert.deepEqual([closed.ended, closed.resumed], [null, ["handles"]]);
    assert.equal(bench.file.waitingCount, 1);
    // Looking again sends nothing, since the break is out; it only waits again.
    const again = bench.opening({ hasSharingViolation: true });
    assert.deepEqual(again.breaks, []);
    assert.deepEqual(again.waitFor, [first.holder]);
  });

  it("who waits for two goes on when both are done", () => {
    const bench = new Bench();
    const one = bench.lease(KEY_1, "RH");
    const two = bench.lease(KEY_2, "RH");
    bench.wait("rename", bench.file.breakFor("rename", null));
    assert.deepEqual(bench.file.acknowledgeLease(one.holder, bits("R")).resumed, []);
    assert.deepEqual(bench.file.acknowledgeLease(two.holder, bits("R")).resumed, ["rename"]);
  });

  it("who was cancelled is not resumed", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.wait("open", bench.opening());
    assert.equal(bench.file.cancel("open"), true);
    assert.deepEqual(bench.file.acknowledgeLease(holder, bits("RH")).resumed, []);
    assert.equal(bench.file.cancel("open"), false);
  });

  it("a holder that was closed after the plan was made is not waited for", () => {
    const bench = new Bench();
    const { open } = bench.lease(KEY_1, "RWH");
    const plan = bench.opening();
    bench.file.closed(open);
    assert.equal(bench.file.wait("open", plan), false);
    assert.ok(bench.file.isIdle);
  });

  it("an open that came back as another object answers and closes for the one before", () => {
    const bench = new Bench();
    const { open, holder } = bench.lease(KEY_1, "RWH");
    const successor = { name: "successor" };
    bench.file.replace(open, successor);
    assert.equal(bench.file.holderOf(successor), holder);
    assert.equal(bench.file.closed(open).ended, null);
    bench.wait("open", bench.opening());
    assert.deepEqual(bench.file.closed(successor).resumed, ["open"]);
    assert.equal(bench.leases.size, 0);
  });
});
