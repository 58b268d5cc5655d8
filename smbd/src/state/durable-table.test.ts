import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  DISCONNECTED_OPEN_COUNT_MAX,
  DURABLE_TIMEOUT_MS,
  DURABLE_TIMEOUT_MS_MAX,
  DURABLE_V1_TIMEOUT_MS,
  RESILIENT_TIMEOUT_MS_MAX,
} from "../limits.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import {
  type DisconnectFacts,
  type DurableGrant,
  type DurableWish,
  grantDurable,
  grantResilient,
  staysWhenDisconnected,
} from "./durable-grant.ts";
import { type DurableIdentity, DurableTable, type ReconnectRequest } from "./durable-table.ts";

const R = 1;
const RH = 3;
const RW = 5;
const RWH = 7;
const V2: DurableGrant = { kind: "v2", timeoutMs: 60_000 };

interface Handle {
  caching: number;
  isLease: boolean;
  name: string;
}

const WISH: DurableWish = {
  version: 2,
  timeoutMs: 0,
  wantsPersistent: false,
  isContinuouslyAvailable: false,
  isDirectory: false,
  isPipe: false,
  isLease: true,
  caching: RWH,
};

const STAYS: DisconnectFacts = {
  isLease: true,
  caching: RWH,
  byteRangeLockCount: 0,
  isDeletePending: false,
  isBreaking: false,
};

describe("what may be durable", () => {
  for (const [isLease, caching, expected] of [
    [false, 0, false],
    [false, R, false],
    [false, RW, false],
    [false, RWH, true],
    [true, 0, false],
    [true, R, false],
    [true, RW, false],
    [true, RH, true],
    [true, RWH, true],
  ] as const) {
    const held = `${isLease ? "lease" : "oplock"} ${caching}`;
    it(`an open with ${held} is ${expected ? "" : "not "}durable in both versions`, () => {
      for (const version of [1, 2] as const) {
        const grant = grantDurable({ ...WISH, version, isLease, caching });
        assert.equal(grant !== null, expected);
        if (grant !== null) assert.equal(grant.kind, `v${version}`);
      }
    });
  }

  it("directories and pipes are not", () => {
    assert.equal(grantDurable({ ...WISH, isDirectory: true, caching: RH }), null);
    assert.equal(grantDurable({ ...WISH, isPipe: true }), null);
  });

  it("persistence needs the share, and nothing cached", () => {
    const wish = { ...WISH, wantsPersistent: true, caching: 0 };
    assert.equal(grantDurable(wish), null);
    assert.equal(grantDurable({ ...wish, isContinuouslyAvailable: true })?.kind, "persistent");
    assert.equal(grantDurable({ ...wish, caching: RH })?.kind, "v2");
    const old = { ...wish, version: 1, isContinuouslyAvailable: true } as const;
    assert.equal(grantDurable(old), null);
  });

  it("the client's time is honoured up to a limit", () => {
    const time = (timeoutMs: number, version: 1 | 2 = 2) =>
      grantDurable({ ...WISH, timeoutMs, version })?.timeoutMs;
    assert.equal(time(0), DURABLE_TIMEOUT_MS);
    assert.equal(time(30_000), 30_000);
    assert.equal(time(0xffffffff), DURABLE_TIMEOUT_MS_MAX);
    assert.equal(time(0, 1), DURABLE_V1_TIMEOUT_MS);
  });

  it("resilience is refused for longer than the limit", () => {
    assert.deepEqual(grantResilient(1000), { kind: "resilient", timeoutMs: 1000 });
    assert.equal(grantResilient(RESILIENT_TIMEOUT_MS_MAX + 1), STATUS_INVALID_PARAMETER);
  });
});

describe("what stays when the connection is lost", () => {
  const rows: readonly (readonly [string, Partial<DisconnectFacts>, boolean])[] = [
    ["a lease with handle caching", { caching: RH }, true],
    ["a lease that lost its handle caching", { caching: R }, false],
    ["a batch oplock", { isLease: false }, true],
    ["a batch oplock that is broken to level II", { isLease: false, caching: R }, false],
    ["a lease that is being broken", { isBreaking: true }, false],
    ["locks under write caching", { byteRangeLockCount: 1 }, true],
    ["locks without write caching", { byteRangeLockCount: 1, caching: RH }, false],
    ["what is marked for deletion", { isDeletePending: true }, false],
  ];
  for (const [name, facts, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      assert.equal(staysWhenDisconnected(V2, { ...STAYS, ...facts }), expected);
    });
  }

  it("a persistent or resilient open stays whatever it caches", () => {
    for (const kind of ["persistent", "resilient"] as const) {
      const facts = { ...STAYS, caching: 0, byteRangeLockCount: 1 };
      assert.ok(staysWhenDisconnected({ kind, timeoutMs: 1 }, facts));
    }
  });
});

class Bench {
  readonly table = new DurableTable<Handle>(({ caching, isLease, name }) => ({
    caching,
    isLease,
    isNamed: (other) => other === name,
  }));

  /** A lease, or an oplock where `leaseKey` is null. */
  open(more: Partial<DurableIdentity> = {}, grant = V2): Handle {
    const identity = { ...IDENTITY, ...more };
    const open = { caching: RWH, isLease: identity.leaseKey !== null, name: "file" };
    this.table.add(open, identity, grant);
    return open;
  }

  lost(open: Handle, nowMs = 0): boolean {
    return this.table.disconnected(open, { ...STAYS, isLease: open.isLease }, nowMs);
  }

  back(more: Partial<ReconnectRequest> = {}, nowMs = 1) {
    return this.table.reconnect({ ...REQUEST, ...more }, nowMs);
  }
}

const IDENTITY: DurableIdentity = {
  persistentId: 9,
  createGuid: "cg",
  clientGuid: "c1",
  owner: "S-1-5-21-1",
  shareName: "data",
  leaseKey: "k1",
};

const REQUEST: ReconnectRequest = {
  ...IDENTITY,
  version: 2,
  wantsPersistent: false,
  name: "file",
};

describe("coming back", () => {
  it("gives the open back once", () => {
    const bench = new Bench();
    const open = bench.open();
    assert.ok(bench.lost(open));
    assert.ok(bench.table.isDisconnected(open));
    assert.deepEqual(bench.back(), { status: STATUS_SUCCESS, open });
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(bench.table.disconnectedCount, 0);
    assert.ok(bench.lost(open), "and it may be lost again");
    assert.equal(bench.back().status, STATUS_SUCCESS);
  });

  it("an open that is connected is nobody else's to take", () => {
    const bench = new Bench();
    bench.open();
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  const wrong: readonly (readonly [string, Partial<ReconnectRequest>, number])[] = [
    ["another file id", { persistentId: 10 }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["another create guid", { createGuid: "xx" }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["no lease", { leaseKey: null }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["no lease and another name", { leaseKey: null, name: "x" }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["another lease key", { leaseKey: "k2" }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["another client", { clientGuid: "c2" }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["another share", { shareName: "other" }, STATUS_OBJECT_NAME_NOT_FOUND],
    ["another name", { name: "x" }, STATUS_INVALID_PARAMETER],
    ["a wish for persistence", { wantsPersistent: true }, STATUS_INVALID_PARAMETER],
    ["another user", { owner: "S-1-5-21-2" }, STATUS_ACCESS_DENIED],
  ];
  for (const [name, more, status] of wrong) {
    it(`with ${name} is refused, and leaves the open for its owner`, () => {
      const bench = new Bench();
      const open = bench.open();
      bench.lost(open);
      assert.deepEqual(bench.back(more), { status, open: null });
      assert.equal(bench.back().open, open);
    });
  }

  it("under an oplock neither the name nor the client guid matters, but a lease must not come along", () => {
    const bench = new Bench();
    const open = bench.open({ leaseKey: null });
    bench.lost(open);
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
    const other = { leaseKey: null, name: "x", clientGuid: "c2" };
    assert.equal(bench.back(other).open, open);
  });

  it("version 1 takes back what version 2 made, and not the other way round", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.lost(open);
    assert.equal(bench.back({ version: 1, createGuid: null }).open, open);
    const old = new Bench();
    old.lost(old.open({ createGuid: null }, { kind: "v1", timeoutMs: 1000 }));
    assert.equal(old.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("to an open that lost its handle caching meanwhile is refused", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.lost(open);
    open.caching = R;
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("to a persistent open needs the wish for it", () => {
    const bench = new Bench();
    const open = bench.open({}, { kind: "persistent", timeoutMs: 1000 });
    open.caching = 0;
    bench.lost(open);
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(bench.back({ wantsPersistent: true }).open, open);
  });

  it("too late finds nothing, even before the expired are collected", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.lost(open, 1000);
    assert.equal(bench.table.nextDeadlineMs(), 61_000);
    assert.deepEqual(bench.table.expired(60_999), []);
    assert.equal(bench.back({}, 61_000).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.deepEqual(bench.table.expired(61_000), [open]);
    assert.deepEqual([bench.table.size, bench.table.disconnectedCount], [0, 0]);
    assert.equal(bench.table.nextDeadlineMs(), null);
  });

  it("to what was closed because it had to give way finds nothing", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.lost(open);
    bench.table.forget(open);
    assert.equal(bench.back().status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(bench.table.disconnectedCount, 0);
  });
});

describe("the table of durable opens", () => {
  it("does not keep what no longer qualifies, and forgets it", () => {
    const bench = new Bench();
    const open = bench.open();
    assert.equal(bench.table.disconnected(open, { ...STAYS, caching: R }, 0), false);
    assert.equal(bench.table.size, 0);
    assert.equal(bench.table.disconnected({ ...open }, STAYS, 0), false);
  });

  it("lets resilience replace durability, and nothing replace persistence", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.table.add(open, IDENTITY, { kind: "resilient", timeoutMs: 5 });
    assert.equal(bench.table.grantOf(open)?.kind, "resilient");
    const lasting = bench.open({ persistentId: 10 }, { kind: "persistent", timeoutMs: 5 });
    bench.table.add(lasting, IDENTITY, { kind: "resilient", timeoutMs: 5 });
    assert.equal(bench.table.grantOf(lasting)?.kind, "persistent");
  });

  it("knows an open that came back as another object", () => {
    const bench = new Bench();
    const open = bench.open();
    bench.lost(open);
    assert.equal(bench.back().open, open);
    const successor = { ...open };
    bench.table.replace(open, successor);
    assert.equal(bench.lost(open), false);
    assert.ok(bench.lost(successor));
    assert.equal(bench.back().open, successor);
    bench.table.forget(successor);
    assert.equal(bench.table.size, 0);
  });

  it("keeps a bounded number of opens for clients that are gone", () => {
    const bench = new Bench();
    for (let id = 0; id < DISCONNECTED_OPEN_COUNT_MAX; id++) {
      assert.ok(bench.lost(bench.open({ persistentId: id })));
    }
    const last = bench.open({ persistentId: DISCONNECTED_OPEN_COUNT_MAX });
    assert.equal(bench.lost(last), false);
    assert.equal(bench.table.grantOf(last), null);
    assert.equal(bench.table.size, DISCONNECTED_OPEN_COUNT_MAX);
  });
});
