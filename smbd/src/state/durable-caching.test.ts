/**
 * Opens of clients that are gone, beside clients that are there: who must give way and who stays. The engine's
 * part is played here: a break to a holder without any connection closes its opens instead of being sent.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DELETE, FILE_READ_ATTRIBUTES } from "../wire/security/access-mask.ts";
import {
  STATUS_DUPLICATE_OBJECTID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { DurableReplays } from "./durable-replay.ts";
import { DurableTable } from "./durable-table.ts";
import { CachingBench, CLIENT, type Handle, KEY_1, KEY_2, stateOf } from "./oplock-bench.ts";
import type { BreakPlan, OpeningFacts } from "./oplock-stream-caching.ts";

const IDENTITY = {
  persistentId: 1,
  createGuid: "g1",
  clientGuid: CLIENT,
  owner: "S-1-5-21-1",
  shareName: "data",
  leaseKey: KEY_1,
};

class DurableBench {
  readonly caching = new CachingBench();
  readonly replays = new DurableReplays<Handle>();
  readonly durable = new DurableTable<Handle>((open) => ({
    isLease: true,
    caching: this.caching.file.holderOf(open)?.state ?? 0,
    isNamed: () => true,
  }));

  /** A durable open under KEY_1 whose client has gone away. */
  gone(state: string): Handle {
    const { open, holder } = this.caching.lease(KEY_1, state);
    this.durable.add(open, IDENTITY, { kind: "v2", timeoutMs: 60_000 });
    const more = { byteRangeLockCount: 0, isDeletePending: false, isBreaking: false };
    const facts = { isLease: true, caching: holder.state, ...more };
    assert.ok(this.durable.disconnected(open, facts, 0));
    return open;
  }

  /** True when all holders that were in the way have been closed, and the operation may be decided anew. */
  giveWay(plan: BreakPlan<Handle>): boolean {
    let hasClosed = false;
    for (const { holder } of plan.breaks) {
      const opens = [...holder.opens];
      if (!opens.every((open) => this.durable.isDisconnected(open))) continue;
      hasClosed = true;
      for (const open of opens) {
        this.caching.file.closed(open);
        this.durable.forget(open);
      }
    }
    return hasClosed;
  }

  opening(facts: Partial<OpeningFacts> = {}): void {
    const plan = this.caching.opening({ leaseKey: KEY_2, ...facts });
    const isDecidedAnew = this.giveWay(plan) ? this.caching.opening(facts) : plan;
    assert.deepEqual(isDecidedAnew.waitFor, [], "nobody waits for a client that is gone");
  }

  comesBack(): number {
    const request = { ...IDENTITY, version: 2, wantsPersistent: false, name: "file" } as const;
    return this.durable.reconnect(request, 1).status;
  }
}

describe("a client that is gone", () => {
  for (const [held, name, facts] of [
    ["RH", "reads and caches handles", {}],
    ["RH", "only looks", { access: FILE_READ_ATTRIBUTES }],
    ["RWH", "only looks", { access: FILE_READ_ATTRIBUTES }],
  ] as const) {
    it(`with "${held}" keeps its open beside one who ${name}`, () => {
      const bench = new DurableBench();
      bench.gone(held);
      bench.opening(facts);
      assert.equal(bench.comesBack(), STATUS_SUCCESS);
    });
  }

  it("leaves write caching to nobody while its open is kept", () => {
    const bench = new DurableBench();
    bench.gone("RH");
    bench.opening();
    assert.equal(stateOf(bench.caching.lease(KEY_2, "RWH").holder), "RH");
    assert.equal(bench.comesBack(), STATUS_SUCCESS);
  });

  it("loses its open with write caching to one who opens, who may then have it all", () => {
    const bench = new DurableBench();
    bench.gone("RWH");
    bench.opening();
    assert.equal(stateOf(bench.caching.lease(KEY_2, "RWH").holder), "RWH");
    assert.equal(bench.comesBack(), STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("loses its open to one who shares nothing", () => {
    const bench = new DurableBench();
    bench.gone("RH");
    const plan = bench.caching.opening({ leaseKey: KEY_2, hasSharingViolation: true });
    assert.ok(bench.giveWay(plan));
    assert.equal(bench.caching.file.wait("open", plan), false);
    assert.equal(bench.comesBack(), STATUS_OBJECT_NAME_NOT_FOUND);
  });

  for (const operation of ["write", "rename"] as const) {
    it(`loses its open with handle caching to another's ${operation}`, () => {
      const bench = new DurableBench();
      bench.gone("RH");
      const { open } = bench.caching.lease(KEY_2, "RH", { grantedAccess: DELETE });
      assert.ok(bench.giveWay(bench.caching.file.breakFor(operation, open)));
      assert.equal(bench.comesBack(), STATUS_OBJECT_NAME_NOT_FOUND);
    });
  }

  it("may send its create again from a new session, and owns the open there", () => {
    const bench = new DurableBench();
    const create = { clientGuid: CLIENT, createGuid: "g1", leaseKey: KEY_1, sessionId: 1 };
    const first = { ...create, isReplay: false, wantsPersistent: false };
    const isDisconnected = (open: Handle) => bench.durable.isDisconnected(open);
    assert.equal(bench.replays.begin(first, isDisconnected).kind, "fresh");
    const open = bench.gone("RWH");
    bench.replays.opened(first, open, false);

    const again = { ...first, isReplay: true, sessionId: 2 };
    assert.deepEqual(bench.replays.begin(again, isDisconnected), { kind: "replay", open });
    assert.equal(bench.comesBack(), STATUS_SUCCESS);
    const successor: Handle = { name: "successor" };
    bench.caching.file.replace(open, successor);
    bench.durable.replace(open, successor);
    bench.replays.replace(open, successor, 2);

    const other = bench.replays.begin({ ...again, sessionId: 1 }, isDisconnected);
    assert.deepEqual(other, { kind: "refused", status: STATUS_DUPLICATE_OBJECTID });
    assert.equal(bench.caching.file.holderOf(successor)?.lease?.leaseKey, KEY_1);
  });
});
