import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  LEASE_FLAG_BREAK_IN_PROGRESS,
  LEASE_FLAG_PARENT_LEASE_KEY_SET,
  type Lease,
} from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import {
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import {
  DELETE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  READ_CONTROL,
} from "../wire/security/access-mask.ts";
import {
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_INVALID_PARAMETER,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_SUCCESS,
  STATUS_UNSUCCESSFUL,
} from "../wire/status.ts";
import type { Break } from "./break.ts";
import { LeaseTable } from "./lease-table.ts";
import { oplockOfCaching } from "./oplock.ts";
import type { OplockHolder } from "./oplock-holder.ts";
import {
  type BreakPlan,
  describeLease,
  type OpenFacts,
  type OpeningFacts,
  StreamCaching,
} from "./oplock-stream-caching.ts";

interface Handle {
  readonly name: string;
}

const CLIENT = "c1".repeat(16);
const OTHER_CLIENT = "c2".repeat(16);
const KEY_1 = "01".repeat(16);
const KEY_2 = "02".repeat(16);
const PARENT = "0f".repeat(16);
const DATA = FILE_READ_DATA | FILE_WRITE_DATA;

function bits(name: string): number {
  let state = 0;
  for (const letter of name) state |= { R: 1, H: 2, W: 4 }[letter] ?? 0;
  return state;
}

function letters(state: number): string {
  const has = (bit: number, letter: string) => ((state & bit) !== 0 ? letter : "");
  return has(1, "R") + has(4, "W") + has(2, "H");
}

function leaseOf(key: string, state: string, more: Partial<Lease> = {}): Lease {
  return {
    version: 2,
    leaseKey: key,
    leaseState: bits(state),
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0x4711,
    ...more,
  };
}

class Bench {
  readonly leases = new LeaseTable<Handle, string>();
  readonly file = new StreamCaching<Handle, string>(this.leases);

  lease(key: string, state: string, facts: Partial<OpenFacts> = {}, more: Partial<Lease> = {}) {
    const open: Handle = { name: key };
    const grant = this.file.requestLease(
      open,
      CLIENT,
      leaseOf(key, state, more),
      this.#facts(facts),
    );
    assert.equal(grant.status, STATUS_SUCCESS);
    assert.ok(grant.holder);
    return { open, holder: grant.holder };
  }

  oplock(level: number, facts: Partial<OpenFacts> = {}) {
    const open: Handle = { name: `oplock ${level}` };
    const granted = this.file.requestOplock(open, level, this.#facts(facts));
    return { open, granted };
  }

  opening(facts: Partial<OpeningFacts> = {}): BreakPlan<Handle> {
    return this.file.breakForOpen({
      clientGuid: CLIENT,
      leaseKey: null,
      access: DATA,
      replaces: false,
      hasSharingViolation: false,
      ...facts,
    });
  }

  #facts(facts: Partial<OpenFacts>): OpenFacts {
    const grantedAccess = DATA;
    return { grantedAccess, isDirectory: false, isKept: true, hasByteRangeLocks: false, ...facts };
  }
}

/** "RWH>RH!" : from, to, and an exclamation mark where an answer is required. */
function shown(breaks: readonly Break<Handle>[]): string[] {
  return breaks.map(
    ({ from, to, isAckRequired }) => `${letters(from)}>${letters(to)}${isAckRequired ? "!" : ""}`,
  );
}

function stateOf(holder: OplockHolder<Handle>): string {
  return letters(holder.state);
}

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

describe("answers to a break", () => {
  it("a state that is not within what was offered is STATUS_REQUEST_NOT_ACCEPTED, and may be mended", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    const plan = bench.opening({ replaces: true });
    bench.file.wait("create", plan);
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
    bench.file.wait("create", bench.opening());
    const answer = bench.file.acknowledgeLease(holder, 0);
    assert.deepEqual([answer.state, answer.resumed], [0, ["create"]]);
    assert.equal(bench.leases.size, 1);
  });

  it("a conflict that comes while a break is out is broken next, in steps, and all wait to the end", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.file.wait("open", bench.opening());
    const epoch = holder.epoch;
    const replacing = bench.opening({ replaces: true });
    assert.deepEqual(replacing.breaks, []);
    assert.deepEqual(replacing.waitFor, [holder]);
    bench.file.wait("replace", replacing);

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
    bench.file.wait("open", bench.opening());
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
      bench.file.wait("open", bench.opening());
      const answer = bench.file.acknowledgeOplock(open, level);
      assert.equal(answer.status, status);
      assert.deepEqual(answer.resumed, ["open"]);
      assert.equal(bench.file.oplockLevelOf(open), OPLOCK_LEVEL_NONE);
    });
  }

  it("no answer in time leaves nothing, and a later one is told so", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.file.wait("open", bench.opening());
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
      bench.file.wait("open", bench.opening());
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
    bench.file.wait("data", bench.opening());
    bench.file.wait("handles", bench.opening({ hasSharingViolation: true }));
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
    bench.file.wait("rename", bench.file.breakFor("rename", null));
    assert.deepEqual(bench.file.acknowledgeLease(one.holder, bits("R")).resumed, []);
    assert.deepEqual(bench.file.acknowledgeLease(two.holder, bits("R")).resumed, ["rename"]);
  });

  it("who was cancelled is not resumed", () => {
    const bench = new Bench();
    const { holder } = bench.lease(KEY_1, "RWH");
    bench.file.wait("open", bench.opening());
    assert.equal(bench.file.cancel("open"), true);
    assert.deepEqual(bench.file.acknowledgeLease(holder, bits("RH")).resumed, []);
    assert.equal(bench.file.cancel("open"), false);
  });
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
