import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  STATUS_INVALID_LOCK_RANGE,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { ByteRangeLocks } from "./byte-range-lock.ts";

interface Owner {
  readonly name: string;
}
const ann: Owner = { name: "ann" };
const bob: Owner = { name: "bob" };

function range(offset: number | bigint, length: number | bigint) {
  return { offset: BigInt(offset), length: BigInt(length) };
}

describe("byte-range locks", () => {
  it("an exclusive lock conflicts with any overlapping lock, of the same open too", () => {
    const locks = new ByteRangeLocks<Owner>();
    assert.equal(locks.lock(ann, range(10, 10), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(ann, range(10, 10), true, 0), STATUS_LOCK_NOT_GRANTED);
    assert.equal(locks.lock(bob, range(19, 1), false, 0), STATUS_LOCK_NOT_GRANTED);
    assert.equal(locks.lock(bob, range(20, 1), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(0, 10), true, 0), STATUS_SUCCESS);
  });

  it("shared locks live together and keep exclusive ones out", () => {
    const locks = new ByteRangeLocks<Owner>();
    assert.equal(locks.lock(ann, range(0, 10), false, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(5, 10), false, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(ann, range(0, 10), true, 0), STATUS_LOCK_NOT_GRANTED);
  });

  it("a shared lock stacks on the same open's exclusive one; the exclusive one is unlocked first", () => {
    const locks = new ByteRangeLocks<Owner>();
    assert.equal(locks.lock(ann, range(0, 10), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(ann, range(0, 10), false, 0), STATUS_SUCCESS);
    assert.equal(locks.unlock(ann, range(0, 10)), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(0, 10), false, 0), STATUS_SUCCESS);
    assert.equal(locks.unlock(ann, range(0, 10)), STATUS_SUCCESS);
    assert.equal(locks.unlock(ann, range(0, 10)), STATUS_RANGE_NOT_LOCKED);
  });

  it("who waits for other ranges is not looked at when one is released", () => {
    const locks = new ByteRangeLocks<Owner>();
    let looks = 0;
    const granted: number[] = [];
    for (let at = 0; at < 2000; at++) {
      locks.lock(ann, range(at * 10, 10), true, 0);
      const waiter = {
        owner: bob,
        get offset() {
          looks++;
          return BigInt(at * 10);
        },
        length: 10n,
        isExclusive: true,
        askedAtMs: 0,
        settle: () => granted.push(at),
      };
      locks.wait(waiter);
    }
    looks = 0;
    locks.unlock(ann, range(7000, 10));
    assert.deepEqual(granted, [700]);
    assert.ok(looks < 200, `${looks} looks`);
    assert.equal(locks.waitingCount, 1999);
    locks.releaseAll(ann);
    assert.deepEqual(granted.slice(0, 3), [700, 0, 1]);
    assert.equal(locks.waitingCount, 0);
  });

  it("who looks is told what an open holds and waits for, and since when", () => {
    const locks = new ByteRangeLocks<Owner>();
    locks.restore(ann, [{ ...range(100, 5), isExclusive: true }]);
    locks.lock(ann, range(0, 10), false, 1_000);
    const waiter = { owner: bob, ...range(5, 1), isExclusive: true, askedAtMs: 2_000 };
    locks.wait({ ...waiter, settle: () => {} });
    assert.deepEqual(locks.asked(ann), [
      { ...range(100, 5), isExclusive: true, askedAtMs: null, isWaiting: false },
      { ...range(0, 10), isExclusive: false, askedAtMs: 1_000, isWaiting: false },
    ]);
    const asked = { ...range(5, 1), isExclusive: true, askedAtMs: 2_000 };
    assert.deepEqual(locks.asked(bob), [{ ...asked, isWaiting: true }]);
    locks.unlock(ann, range(0, 10));
    assert.deepEqual(locks.asked(bob), [{ ...asked, isWaiting: false }]);
  });

  it("only the exact range of the same open is unlocked", () => {
    const locks = new ByteRangeLocks<Owner>();
    locks.lock(ann, range(0, 10), true, 0);
    assert.equal(locks.unlock(ann, range(0, 9)), STATUS_RANGE_NOT_LOCKED);
    assert.equal(locks.unlock(bob, range(0, 10)), STATUS_RANGE_NOT_LOCKED);
    assert.equal(locks.unlock(ann, range(0, 10)), STATUS_SUCCESS);
  });

  it("a range may end at 2^64 and not one byte later", () => {
    const locks = new ByteRangeLocks<Owner>();
    const last = (1n << 64n) - 1n;
    assert.equal(locks.lock(ann, range(last, 1), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(ann, range(last, 2), true, 0), STATUS_INVALID_LOCK_RANGE);
    assert.equal(locks.lock(ann, range(last, 0), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(0, last), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(1, last), false, 0), STATUS_LOCK_NOT_GRANTED);
  });

  it("a zero-length lock conflicts inside a range and not at its edges", () => {
    const locks = new ByteRangeLocks<Owner>();
    locks.lock(ann, range(10, 10), true, 0);
    assert.equal(locks.lock(bob, range(10, 0), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(20, 0), true, 0), STATUS_SUCCESS);
    assert.equal(locks.lock(bob, range(15, 0), true, 0), STATUS_LOCK_NOT_GRANTED);
    assert.equal(locks.lock(bob, range(10, 0), true, 0), STATUS_SUCCESS);
    assert.equal(locks.unlock(bob, range(10, 0)), STATUS_SUCCESS);
  });

  it("reads are stopped by another's exclusive lock, writes by that and by any shared lock", () => {
    const locks = new ByteRangeLocks<Owner>();
    locks.lock(ann, range(0, 10), true, 0);
    assert.ok(locks.allowsRead(ann, 0, 10) && locks.allowsWrite(ann, 0, 10));
    assert.ok(!locks.allowsRead(bob, 9, 1) && !locks.allowsWrite(bob, 9, 1));
    assert.ok(locks.allowsRead(bob, 10, 5) && locks.allowsRead(bob, 5, 0));
    locks.unlock(ann, range(0, 10));
    locks.lock(ann, range(0, 10), false, 0);
    assert.ok(locks.allowsRead(bob, 0, 10));
    assert.ok(!locks.allowsWrite(bob, 0, 1) && !locks.allowsWrite(ann, 0, 1));
  });

  it("waiters are granted in order, as soon as nothing conflicts", () => {
    const locks = new ByteRangeLocks<Owner>();
    const settled: string[] = [];
    const wait = (owner: Owner, offset: number, length: number, isExclusive: boolean) =>
      locks.wait({
        owner,
        ...range(offset, length),
        isExclusive,
        askedAtMs: 0,
        settle: (status) => settled.push(`${owner.name}@${offset}:${status}`),
      });
    locks.lock(ann, range(0, 10), true, 0);
    wait(bob, 0, 5, true);
    wait(bob, 4, 4, true);
    wait(bob, 8, 2, false);
    locks.unlock(ann, range(0, 10));
    assert.deepEqual(settled, ["bob@0:0", "bob@8:0"]);
    locks.unlock(bob, range(0, 5));
    assert.deepEqual(settled, ["bob@0:0", "bob@8:0", "bob@4:0"]);
    assert.equal(locks.waitingCount, 0);
  });

  it("a cancelled waiter is never settled; a second cancel says so", () => {
    const locks = new ByteRangeLocks<Owner>();
    locks.lock(ann, range(0, 10), true, 0);
    const waiter = {
      owner: bob,
      ...range(0, 1),
      isExclusive: true,
      askedAtMs: 0,
      settle: () => assert.fail(),
    };
    locks.wait(waiter);
    assert.equal(locks.cancel(waiter), true);
    assert.equal(locks.cancel(waiter), false);
    locks.unlock(ann, range(0, 10));
    assert.ok(locks.isIdle);
  });

  it("an owner that closes loses locks and waiters, and others move up", () => {
    const locks = new ByteRangeLocks<Owner>();
    const settled: string[] = [];
    locks.lock(ann, range(0, 10), true, 0);
    for (const owner of [ann, bob]) {
      locks.wait({
        owner,
        ...range(0, 1),
        isExclusive: true,
        askedAtMs: 0,
        settle: (status) => settled.push(`${owner.name}:${status}`),
      });
    }
    locks.releaseAll(ann);
    assert.deepEqual(settled, [`ann:${STATUS_RANGE_NOT_LOCKED}`, "bob:0"]);
    assert.equal(locks.countOf(bob), 1);
    locks.releaseAll(bob);
    assert.ok(locks.isIdle);
  });

  it("whoever still waits conflicts with something that is held", () => {
    const action = fc.record({
      kind: fc.constantFrom("lock", "unlock", "release"),
      owner: fc.constantFrom(ann, bob, { name: "cid" }),
      offset: fc.integer({ min: 0, max: 6 }),
      length: fc.integer({ min: 0, max: 4 }),
      isExclusive: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const locks = new ByteRangeLocks<Owner>();
        const waiting = new Set<Parameters<typeof locks.wait>[0]>();
        for (const { kind, owner, offset, length, isExclusive } of actions) {
          const at = range(offset, length);
          if (kind === "unlock") locks.unlock(owner, at);
          else if (kind === "release") locks.releaseAll(owner);
          else if (locks.lock(owner, at, isExclusive, 0) !== STATUS_SUCCESS) {
            const waiter = {
              owner,
              ...at,
              isExclusive,
              askedAtMs: 0,
              settle: () => waiting.delete(waiter),
            };
            waiting.add(waiter);
            locks.wait(waiter);
          }
          assert.equal(locks.waitingCount, waiting.size);
          for (const waiter of waiting) {
            assert.equal(
              locks.lock(waiter.owner, waiter, waiter.isExclusive, 0),
              STATUS_LOCK_NOT_GRANTED,
            );
          }
        }
      }),
    );
  });

  it("agrees with a model that marks every byte", () => {
    const command = fc.record({
      kind: fc.constantFrom("lock", "lock", "unlock", "release"),
      owner: fc.constantFrom(ann, bob),
      offset: fc.integer({ min: 0, max: 7 }),
      length: fc.integer({ min: 1, max: 4 }),
      isExclusive: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const locks = new ByteRangeLocks<Owner>();
        let held: { owner: Owner; at: number; end: number; isExclusive: boolean }[] = [];
        for (const { kind, owner, offset, length, isExclusive } of commands) {
          const end = offset + length;
          if (kind === "lock") {
            const isFree = held.every((lock) => {
              for (let byte = offset; byte < end; byte++) {
                if (byte < lock.at || byte >= lock.end) continue;
                const mayStack = !isExclusive && (!lock.isExclusive || lock.owner === owner);
                if (!mayStack) return false;
              }
              return true;
            });
            assert.equal(locks.lock(owner, range(offset, length), isExclusive, 0) === 0, isFree);
            if (isFree) held.push({ owner, at: offset, end, isExclusive });
          } else if (kind === "unlock") {
            const mine = held.filter(
              (lock) => lock.owner === owner && lock.at === offset && lock.end === end,
            );
            const gone = mine.find((lock) => lock.isExclusive) ?? mine[0];
            assert.equal(locks.unlock(owner, range(offset, length)) === 0, gone !== undefined);
            held = held.filter((lock) => lock !== gone);
          } else {
            locks.releaseAll(owner);
            held = held.filter((lock) => lock.owner !== owner);
          }
          for (let byte = 0; byte < 12; byte++) {
            const over = held.filter((lock) => byte >= lock.at && byte < lock.end);
            const reads = !over.some((lock) => lock.isExclusive && lock.owner !== owner);
            const writes = !over.some((lock) => !lock.isExclusive || lock.owner !== owner);
            assert.equal(locks.allowsRead(owner, byte, 1), reads);
            assert.equal(locks.allowsWrite(owner, byte, 1), writes);
          }
        }
      }),
    );
  });
});
