/**
 * Random clients against the caching rules. The model knows only what a client could see: which opens there
 * are, what each lease was told last, and who waits.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { GUID_ZERO } from "../wire/guid.ts";
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import { STATUS_REQUEST_NOT_ACCEPTED, STATUS_SUCCESS } from "../wire/status.ts";
import type { Break } from "./break.ts";
import type { BreakOperation } from "./break-operation.ts";
import { LeaseTable } from "./lease-table.ts";
import { oplockOfCaching } from "./oplock.ts";
import type { OplockHolder } from "./oplock-holder.ts";
import { type BreakPlan, StreamCaching } from "./oplock-stream-caching.ts";

const R = 1;
const W = 4;
const KEYS = ["01", "02", "03"].map((byte) => byte.repeat(16));
const CLIENT = "c1".repeat(16);

interface Handle {
  readonly id: number;
}

interface Waiter {
  readonly retry: () => void;
}

/** One client-side step; the numbers choose among what there is. */
type Step =
  | { readonly kind: "open"; readonly key: number; readonly state: number; readonly looks: boolean }
  | { readonly kind: "replace"; readonly key: number; readonly state: number }
  | { readonly kind: "operate"; readonly operation: BreakOperation; readonly which: number }
  | { readonly kind: "answer"; readonly which: number; readonly keeps: number }
  | { readonly kind: "silence"; readonly which: number }
  | { readonly kind: "close"; readonly which: number };

const operation = fc.constantFrom<BreakOperation>("write", "lock", "setSize", "rename", "flush");
const index = fc.nat(30);
const state = fc.nat(7);
/** Zero asks for an oplock instead of a lease. */
const key = fc.nat(KEYS.length);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), key, state, looks: fc.boolean() }),
  fc.record({ kind: fc.constant("replace" as const), key, state }),
  fc.record({ kind: fc.constant("operate" as const), operation, which: index }),
  fc.record({ kind: fc.constant("answer" as const), which: index, keeps: state }),
  fc.record({ kind: fc.constant("silence" as const), which: index }),
  fc.record({ kind: fc.constant("close" as const), which: index }),
);

class World {
  readonly leases = new LeaseTable<Handle, Waiter>();
  readonly stream = new StreamCaching<Handle, Waiter>(this.leases);
  readonly opens: Handle[] = [];
  readonly outstanding = new Map<OplockHolder<Handle>, Break<Handle>>();
  readonly waiting = new Set<Waiter>();
  readonly epochs = new Map<OplockHolder<Handle>, number>();
  #ids = 0;

  run(step: Step): void {
    switch (step.kind) {
      case "open":
        this.#open(step.key, step.state, step.looks ? FILE_READ_ATTRIBUTES : FILE_READ_DATA, false);
        break;
      case "replace":
        this.#open(step.key, step.state, FILE_READ_DATA, true);
        break;
      case "operate":
        this.#operate(step.operation, this.#pick(step.which));
        break;
      case "answer":
        this.#answer(step.which, step.keeps);
        break;
      case "silence":
        this.#silence(step.which);
        break;
      case "close":
        this.#close(this.#pick(step.which));
        break;
    }
    this.check();
  }

  /** Everybody answers what is asked, until nobody is asked any more. */
  drain(): void {
    for (let round = 0; this.outstanding.size > 0; round++) {
      assert.ok(round < 100, "breaks end");
      this.#answer(0, 7);
      this.check();
    }
    assert.equal(this.waiting.size, 0, "who waits is resumed when all have answered");
    for (const open of [...this.opens]) this.#close(open);
    assert.ok(this.stream.isIdle);
    assert.equal(this.leases.size, 0);
  }

  check(): void {
    const holders = [...this.stream.holders()];
    const writers = holders.filter((holder) => (holder.state & W) !== 0);
    assert.ok(writers.length <= 1, "no two exclusive holders");
    if (writers.length === 1) {
      const others = holders.filter((holder) => holder !== writers[0]);
      const isAlone = others.every((holder) => holder.state === 0);
      assert.ok(isAlone, "who caches writes caches alone");
    }
    for (const holder of holders) {
      assert.ok(
        holder.state === 0 || (holder.state & R) !== 0,
        "nothing is cached without reading",
      );
      assert.equal(
        holder.isBreaking,
        this.outstanding.has(holder),
        "every break out can be answered",
      );
      const before = this.epochs.get(holder) ?? holder.epoch;
      const rise = (holder.epoch - before + 0x10000) % 0x10000;
      assert.ok(rise <= 1, "an epoch rises by one and never falls");
      this.epochs.set(holder, holder.epoch);
    }
    assert.equal(this.stream.waitingCount, this.waiting.size);
    if (this.outstanding.size === 0) assert.equal(this.waiting.size, 0, "nobody waits for nobody");
  }

  #open(keyIndex: number, wanted: number, access: number, replaces: boolean): void {
    const leaseKey = keyIndex === 0 ? null : (KEYS[keyIndex - 1] ?? null);
    const attempt = (): void => {
      const plan = this.stream.breakForOpen({
        clientGuid: CLIENT,
        leaseKey,
        access,
        replaces,
        hasSharingViolation: false,
      });
      if (this.#mustWait(plan, attempt)) return;
      const facts = { grantedAccess: access, isDirectory: false, isKept: !replaces };
      this.#grant(leaseKey, wanted, { ...facts, hasByteRangeLocks: false });
    };
    attempt();
  }

  #grant(
    leaseKey: string | null,
    wanted: number,
    facts: Parameters<StreamCaching<Handle, Waiter>["requestOplock"]>[2],
  ): void {
    const open = { id: this.#ids++ };
    this.opens.push(open);
    if (leaseKey === null) {
      this.stream.requestOplock(open, oplockOfCaching(wanted), facts);
      return;
    }
    const lease = { version: 2, leaseKey, leaseState: wanted, leaseFlags: 0 } as const;
    const request = { ...lease, parentLeaseKey: GUID_ZERO, epoch: 7 };
    assert.equal(this.stream.requestLease(open, CLIENT, request, facts).status, STATUS_SUCCESS);
  }

  #operate(kind: BreakOperation, open: Handle | undefined): void {
    if (open === undefined) return;
    const attempt = (): void => {
      if (!this.opens.includes(open)) return;
      this.#mustWait(this.stream.breakFor(kind, open), attempt);
    };
    attempt();
  }

  #mustWait(plan: BreakPlan<Handle>, retry: () => void): boolean {
    this.#sent(plan.breaks);
    if (plan.waitFor.length === 0) return false;
    const waiter = { retry };
    this.waiting.add(waiter);
    assert.equal(this.stream.wait(waiter, plan), true);
    return true;
  }

  #sent(breaks: readonly Break<Handle>[]): void {
    for (const sent of breaks) {
      assert.notEqual(sent.from, sent.to);
      assert.equal(sent.to & ~sent.from, 0, "a break only takes");
      if (sent.isAckRequired) this.outstanding.set(sent.holder, sent);
      else assert.equal(sent.holder.state, sent.to);
    }
  }

  #answer(which: number, keeps: number): void {
    const asked = [...this.outstanding.values()];
    const sent = asked[which % asked.length];
    if (sent === undefined) return;
    const { holder, to } = sent;
    const [open] = holder.opens;
    assert.ok(open);
    if (holder.lease !== null) {
      const refused = this.stream.acknowledgeLease(holder, ~to & 7);
      assert.equal(refused.status, to === 7 ? STATUS_SUCCESS : STATUS_REQUEST_NOT_ACCEPTED);
    }
    this.outstanding.delete(holder);
    const answer =
      holder.lease === null
        ? this.stream.acknowledgeOplock(open, oplockOfCaching(keeps & to))
        : this.stream.acknowledgeLease(holder, keeps & to);
    assert.equal(answer.status, STATUS_SUCCESS);
    this.#sent(answer.breaks);
    this.#resume(answer.resumed);
  }

  #silence(which: number): void {
    const asked = [...this.outstanding.keys()];
    const holder = asked[which % asked.length];
    if (holder === undefined) return;
    this.outstanding.delete(holder);
    this.#resume(this.stream.timedOut(holder));
  }

  #close(open: Handle | undefined): void {
    if (open === undefined) return;
    this.opens.splice(this.opens.indexOf(open), 1);
    const closed = this.stream.closed(open);
    if (closed.ended !== null) {
      this.outstanding.delete(closed.ended);
      this.epochs.delete(closed.ended);
    }
    this.#resume(closed.resumed);
  }

  #resume(waiters: readonly Waiter[]): void {
    for (const waiter of waiters) assert.ok(this.waiting.delete(waiter), "resumed once");
    for (const waiter of waiters) {
      waiter.retry();
      // Each goes on by itself: two in a row may change one lease twice.
      this.check();
    }
  }

  #pick(which: number): Handle | undefined {
    return this.opens[which % this.opens.length];
  }
}

describe("caching under random clients", () => {
  it("keeps writers alone, resumes who waits, and lets epochs only rise", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const one of steps) world.run(one);
        world.drain();
      }),
      { numRuns: 1500 },
    );
  });
});
