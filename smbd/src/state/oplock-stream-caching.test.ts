import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  LEASE_FLAG_BREAK_IN_PROGRESS,
  LEASE_FLAG_PARENT_LEASE_KEY_SET,
} from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import {
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import {
  DELETE,
  FILE_READ_ATTRIBUTES,
  FILE_WRITE_ATTRIBUTES,
  READ_CONTROL,
} from "../wire/security/access-mask.ts";
import {
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { oplockOfCaching } from "./oplock.ts";
import {
  CachingBench as Bench,
  bits,
  CLIENT,
  DATA,
  type Handle,
  KEY_1,
  KEY_2,
  leaseOf,
  letters,
  OTHER_CLIENT,
  PARENT,
  shown,
  stateOf,
} from "./oplock-bench.ts";
import { describeLease, StreamCaching } from "./oplock-stream-caching.ts";

describe("a second open", () => {
  it("takes write caching and waits for it", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    const plan = bench.opening();
    assert.deepEqual(shown(plan.breaks), ["RWH>RH!"]);
    assert.deepEqual(plan.waitFor, [holder]);
    assert.equal(stateOf(holder), "RWH");
  });

  it("of the same lease breaks nothing", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RWH");
    const plan = bench.opening({ leaseKey: KEY_1 });
    assert.deepEqual([plan.breaks, plan.waitFor], [[], []]);
    // The same key of another client is another lease.
    const stranger = bench.opening({ leaseKey: KEY_1, clientGuid: OTHER_CLIENT });
    assert.equal(stranger.breaks.length, 1);
  });

  it("beside reading or handle caching breaks nothing", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RH");
    bench.lease(KEY_2, "R");
    assert.deepEqual(bench.opening().breaks, []);
  });

  it("that replaces the contents takes everything, and waits for unwritten data only", () => {
    for (const [held, expected, waits] of [
      ["RWH", "RWH>!", true],
      ["RW", "RW>!", true],
      ["RH", "RH>!", false],
      ["R", "R>", false],
    ] as const) {
      const bench = new Bench();
      const { holder } = bench.lease(KEY_1, held);
      const plan = bench.opening({ replaces: true, access: FILE_READ_ATTRIBUTES });
      assert.deepEqual(shown(plan.breaks), [expected]);
      assert.equal(plan.waitFor.length > 0, waits, held);
      assert.equal(stateOf(holder), held === "R" ? "" : letters(bits(held)));
    }
  });

  it("that replaces does not wait a second time for handles that are being given up", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RH");
    bench.opening({ replaces: true });
    const again = bench.opening({ replaces: true });
    assert.deepEqual([again.breaks, again.waitFor], [[], []]);
    assert.equal(describeLease(holder)?.leaseFlags, LEASE_FLAG_BREAK_IN_PROGRESS);
    assert.equal(bench.file.acknowledgeLease(holder, 0).status, STATUS_SUCCESS);
  });

  it("that only looks at attributes breaks nothing; the descriptor counts as looking for leases only", () => {
    const looks = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;
    const leased = new Bench();
    leased.lease(KEY_1, "RWH");
    assert.deepEqual(leased.opening({ access: looks }).breaks, []);
    assert.deepEqual(leased.opening({ access: looks | READ_CONTROL }).breaks, []);
    const locked = new Bench();
    locked.oplock(OPLOCK_LEVEL_BATCH);
    assert.deepEqual(locked.opening({ access: looks }).breaks, []);
    assert.deepEqual(shown(locked.opening({ access: looks | READ_CONTROL }).breaks), ["RWH>R!"]);
  });

  it("that violates sharing asks for handles first, whatever it would do to the contents", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    const plan = bench.opening({ hasSharingViolation: true, replaces: true });
    assert.deepEqual(shown(plan.breaks), ["RWH>RW!"]);
    assert.deepEqual(plan.waitFor, [holder]);
    assert.equal(plan.isForHandles, true);
  });

  it("that violates sharing is refused at once where no handles are cached", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RW");
    const plan = bench.opening({ hasSharingViolation: true });
    assert.deepEqual([plan.breaks, plan.waitFor], [[], []]);
  });

  it("breaks batch and exclusive to level II, or to none when it replaces", () => {
    for (const level of [OPLOCK_LEVEL_BATCH, OPLOCK_LEVEL_EXCLUSIVE]) {
      for (const replaces of [false, true]) {
        const bench = new Bench();
        const { open } = bench.oplock(level);
        const [sent] = bench.opening({ replaces }).breaks;
        assert.ok(sent?.isAckRequired);
        assert.equal(oplockOfCaching(sent.to), replaces ? OPLOCK_LEVEL_NONE : OPLOCK_LEVEL_II);
        assert.equal(sent.newEpoch, 0);
        assert.equal(bench.file.oplockLevelOf(open), level);
      }
    }
  });

  it("that violates sharing breaks batch to level II and leaves exclusive alone", () => {
    const batch = new Bench();
    batch.oplock(OPLOCK_LEVEL_BATCH);
    assert.deepEqual(shown(batch.opening({ hasSharingViolation: true }).breaks), ["RWH>R!"]);
    const exclusive = new Bench();
    exclusive.oplock(OPLOCK_LEVEL_EXCLUSIVE);
    assert.deepEqual(exclusive.opening({ hasSharingViolation: true }).breaks, []);
  });
});

describe("asking for an oplock", () => {
  it("gives batch to the first open and level II to the next, with or without an oplock there", () => {
    const bench = new Bench();
    assert.equal(bench.oplock(OPLOCK_LEVEL_BATCH).granted, OPLOCK_LEVEL_BATCH);
    const plain = new Bench();
    assert.equal(plain.oplock(OPLOCK_LEVEL_NONE).granted, OPLOCK_LEVEL_NONE);
    assert.equal(plain.oplock(OPLOCK_LEVEL_BATCH).granted, OPLOCK_LEVEL_II);
    assert.equal(plain.oplock(OPLOCK_LEVEL_EXCLUSIVE).granted, OPLOCK_LEVEL_II);
  });

  it("gives nothing to who only looks at a file that is there, and batch to who so made it", () => {
    const looks = { grantedAccess: FILE_READ_ATTRIBUTES };
    assert.equal(new Bench().oplock(OPLOCK_LEVEL_BATCH, looks).granted, OPLOCK_LEVEL_NONE);
    const made = { ...looks, isKept: false };
    assert.equal(new Bench().oplock(OPLOCK_LEVEL_BATCH, made).granted, OPLOCK_LEVEL_BATCH);
  });

  it("gives exclusive beside opens that only look", () => {
    const bench = new Bench();
    bench.oplock(OPLOCK_LEVEL_NONE, { grantedAccess: FILE_READ_ATTRIBUTES });
    assert.equal(bench.oplock(OPLOCK_LEVEL_EXCLUSIVE).granted, OPLOCK_LEVEL_EXCLUSIVE);
  });

  it("gives exclusive again when the others have closed", () => {
    const bench = new Bench();
    const first = bench.oplock(OPLOCK_LEVEL_NONE);
    bench.file.closed(first.open);
    assert.equal(bench.oplock(OPLOCK_LEVEL_BATCH).granted, OPLOCK_LEVEL_BATCH);
  });
});

describe("asking for a lease", () => {
  it("joins the opens of one key in one lease", () => {
    const bench = new Bench();
    const first = bench.lease(KEY_1, "R");
    const second = bench.lease(KEY_1, "RWH");
    assert.equal(first.holder, second.holder);
    assert.equal(stateOf(first.holder), "RWH");
    assert.equal(bench.leases.size, 1);
    bench.file.closed(first.open);
    assert.equal(bench.leases.size, 1);
    assert.equal(bench.file.closed(second.open).ended, first.holder);
    assert.equal(bench.leases.size, 0);
    assert.ok(bench.file.isIdle);
  });

  it("refuses a key that names another stream, until that one is closed", () => {
    const bench = new Bench();
    const { open } = bench.lease(KEY_1, "RWH");
    const elsewhere = new StreamCaching<Handle, string>(bench.leases);
    const facts = {
      grantedAccess: DATA,
      isDirectory: false,
      isKept: true,
      hasByteRangeLocks: false,
    };
    const handle = { name: "elsewhere" };
    const ask = (client: string) =>
      elsewhere.requestLease(handle, client, leaseOf(KEY_1, "R"), facts).status;
    assert.equal(ask(CLIENT), STATUS_INVALID_PARAMETER);
    assert.equal(bench.leases.checkKey(CLIENT, KEY_1, null), STATUS_INVALID_PARAMETER);
    assert.equal(bench.leases.checkKey(CLIENT, KEY_1, bench.file), STATUS_SUCCESS);
    assert.ok(elsewhere.isIdle);
    bench.file.closed(open);
    assert.equal(ask(CLIENT), STATUS_SUCCESS);
  });

  it("does not grow a lease while its break is out, and says that it is", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.opening();
    const again = describeLease(bench.lease(KEY_1, "RWH").holder);
    assert.equal(again?.leaseState, bits("RWH"));
    assert.equal(again?.leaseFlags, LEASE_FLAG_BREAK_IN_PROGRESS);
    bench.file.acknowledgeLease(holder, bits("RH"));
    bench.oplock(OPLOCK_LEVEL_NONE);
    assert.equal(stateOf(bench.lease(KEY_1, "RWH").holder), "RH");
  });

  it("does not grow a lease that could grow but for its break", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RH");
    bench.file.breakFor("rename", null);
    assert.equal(stateOf(bench.lease(KEY_1, "RWH").holder), "RH");
    bench.file.acknowledgeLease(holder, bits("R"));
    assert.equal(stateOf(bench.lease(KEY_1, "RWH").holder), "RWH");
  });

  it("gives write caching beside another's lease to nobody, even if that holds nothing any more", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "");
    assert.equal(stateOf(bench.lease(KEY_2, "RWH").holder), "RH");
  });

  it("counts the epoch up from the client's own, and not for nothing granted", () => {
    const bench = new Bench();
    assert.equal(bench.lease(KEY_1, "").holder.epoch, 0x4711);
    assert.equal(bench.lease(KEY_1, "R").holder.epoch, 0x4712);
    assert.equal(bench.lease(KEY_1, "R").holder.epoch, 0x4712);
    assert.equal(bench.lease(KEY_1, "RWH").holder.epoch, 0x4713);
    const [sent] = bench.opening().breaks;
    assert.equal(sent?.newEpoch, 0x4714);
  });

  it("counts 65535 up to zero", () => {
    const bench = new Bench();
    assert.equal(bench.lease(KEY_1, "R", {}, { epoch: 0xffff }).holder.epoch, 0);
  });

  it("answers in the version that the lease was made in", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH", {}, { version: 1, epoch: 0 });
    bench.lease(KEY_1, "RWH");
    const described = describeLease(holder);
    assert.deepEqual([described?.version, described?.epoch], [1, 0]);
    assert.equal(bench.opening().breaks[0]?.newEpoch, 0);
  });

  it("repeats a parent key only where the flag says that there is one", () => {
    const bench = new Bench();
    const flagged = { leaseFlags: LEASE_FLAG_PARENT_LEASE_KEY_SET, parentLeaseKey: PARENT };
    const first = describeLease(bench.lease(KEY_1, "R", {}, flagged).holder);
    assert.deepEqual([first?.leaseFlags, first?.parentLeaseKey], [4, PARENT]);
    const bare = { leaseFlags: LEASE_FLAG_BREAK_IN_PROGRESS, parentLeaseKey: PARENT };
    const second = describeLease(bench.lease(KEY_2, "R", {}, bare).holder);
    assert.deepEqual([second?.leaseFlags, second?.parentLeaseKey], [0, GUID_ZERO]);
  });
});

describe("two who want to cache", () => {
  const wanted = ["R", "RH", "RW", "RWH"];
  for (const first of wanted) {
    for (const second of wanted) {
      const left = first.replace("W", "");
      const given = second.replace("W", "");
      it(`"${first}" then "${second}" leaves "${left}" and "${given}"`, () => {
        const bench = new Bench();
        const { holder } = bench.lease(KEY_1, first);
        for (const sent of bench.opening({ leaseKey: KEY_2 }).breaks) {
          bench.file.acknowledgeLease(sent.holder, sent.to);
        }
        assert.equal(stateOf(bench.lease(KEY_2, second).holder), given);
        assert.equal(stateOf(holder), left);
      });
    }
    it(`an oplock after a lease of "${first}" is ${first.includes("H") ? "none" : "level II"}`, () => {
      const bench = new Bench();
      bench.lease(KEY_1, first);
      for (const sent of bench.opening().breaks) {
        bench.file.acknowledgeLease(sent.holder, sent.to);
      }
      const expected = first.includes("H") ? OPLOCK_LEVEL_NONE : OPLOCK_LEVEL_II;
      assert.equal(bench.oplock(OPLOCK_LEVEL_BATCH).granted, expected);
    });
    it(`a lease of "${first}" after an oplock is for reading only`, () => {
      const bench = new Bench();
      const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
      bench.opening({ leaseKey: KEY_1 });
      bench.file.acknowledgeOplock(open, OPLOCK_LEVEL_II);
      assert.equal(stateOf(bench.lease(KEY_1, first).holder), "R");
    });
  }
});

describe("operations on an open stream", () => {
  const changes = ["write", "lock", "setSize"] as const;
  for (const operation of changes) {
    it(`${operation} takes reading and handles from other leases at once, and spares its own`, () => {
      const bench = new Bench();
      const own = bench.lease(KEY_1, "RH");
      const other = bench.lease(KEY_2, "RH");
      const plan = bench.file.breakFor(operation, own.open);
      assert.deepEqual(shown(plan.breaks), ["RH>!"]);
      assert.deepEqual(plan.waitFor, []);
      bench.file.acknowledgeLease(other.holder, 0);
      assert.equal(stateOf(own.holder), "RH");
    });

    it(`${operation} takes level II from everybody, the writer too, without an answer`, () => {
      const bench = new Bench();
      const own = bench.oplock(OPLOCK_LEVEL_II);
      const other = bench.oplock(OPLOCK_LEVEL_II);
      assert.deepEqual(shown(bench.file.breakFor(operation, own.open).breaks), ["R>", "R>"]);
      assert.equal(bench.file.oplockLevelOf(own.open), OPLOCK_LEVEL_NONE);
      const late = bench.file.acknowledgeOplock(other.open, OPLOCK_LEVEL_NONE);
      assert.equal(late.status, STATUS_INVALID_OPLOCK_PROTOCOL);
      assert.deepEqual(bench.file.breakFor(operation, own.open).breaks, []);
    });

    it(`${operation} under an exclusive oplock of its own breaks nothing`, () => {
      const bench = new Bench();
      const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
      assert.deepEqual(bench.file.breakFor(operation, open).breaks, []);
    });
  }

  it("a local change takes from everybody, and waits for unwritten data", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    const plan = bench.file.breakFor("write", null);
    assert.deepEqual(shown(plan.breaks), ["RWH>!"]);
    assert.deepEqual(plan.waitFor, [holder]);
  });

  it("reading and flushing take write caching only", () => {
    for (const operation of ["read", "flush"] as const) {
      const bench = new Bench();
      bench.lease(KEY_1, "RWH");
      const looker = bench.oplock(OPLOCK_LEVEL_NONE, { grantedAccess: FILE_READ_ATTRIBUTES });
      assert.deepEqual(shown(bench.file.breakFor(operation, looker.open).breaks), ["RWH>RH!"]);
    }
  });

  for (const operation of ["rename", "delete", "setShortName"] as const) {
    it(`${operation} asks others for their handles and waits for them`, () => {
      const bench = new Bench();
      const own = bench.lease(KEY_1, "RH");
      const other = bench.lease(KEY_2, "RH");
      const plan = bench.file.breakFor(operation, own.open);
      assert.deepEqual(shown(plan.breaks), ["RH>R!"]);
      assert.deepEqual(plan.waitFor, [other.holder]);
    });

    it(`${operation} under a batch oplock of its own breaks nothing`, () => {
      const bench = new Bench();
      const { open } = bench.oplock(OPLOCK_LEVEL_BATCH);
      assert.deepEqual(bench.file.breakFor(operation, open).breaks, []);
    });
  }
});

describe("directory leases", () => {
  const directory = { isDirectory: true };

  it("a change to a child takes all from others, without anybody waiting", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH", directory);
    assert.equal(stateOf(holder), "RH");
    assert.deepEqual(shown(bench.file.breakForChild(null)), ["RH>!"]);
    assert.deepEqual(shown(bench.file.breakForChild(null)), []);
    bench.file.acknowledgeLease(holder, 0);
    assert.equal(stateOf(bench.lease(KEY_1, "RH", directory).holder), "RH");
  });

  it("a change under the parent's own key spares that lease, from whichever client", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RH", directory);
    bench.lease(KEY_2, "R", directory);
    assert.deepEqual(shown(bench.file.breakForChild(KEY_1)), ["R>"]);
    assert.deepEqual(shown(bench.file.breakForChild(PARENT)), ["RH>!"]);
  });

  it("a new name asks only those to close who may delete the directory", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RH", directory);
    assert.deepEqual(bench.file.breakForNewName().breaks, []);
    const deleter = bench.lease(KEY_2, "RH", { ...directory, grantedAccess: DELETE });
    const plan = bench.file.breakForNewName();
    assert.deepEqual(shown(plan.breaks), ["RH>R!"]);
    assert.deepEqual(plan.waitFor, [deleter.holder]);
  });

  it("the parent key belongs to each open, not to the lease", () => {
    const bench = new Bench();
    const flagged = { leaseFlags: LEASE_FLAG_PARENT_LEASE_KEY_SET, parentLeaseKey: PARENT };
    const first = bench.lease(KEY_1, "R", {}, flagged);
    const second = bench.lease(KEY_1, "R");
    assert.equal(bench.file.parentKeyOf(first.open), PARENT);
    assert.equal(bench.file.parentKeyOf(second.open), null);
  });

  it("an open of the directory that violates sharing asks for the handles", () => {
    const bench = new Bench();
    bench.lease(KEY_1, "RH", directory);
    assert.deepEqual(shown(bench.opening({ hasSharingViolation: true }).breaks), ["RH>R!"]);
  });
});
