import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import { cachingOfOplock, oplockOfCaching } from "./oplock.ts";
import { grantLease, grantOplock, type Surroundings, upgradeLease } from "./oplock-grant.ts";

const ALONE: Surroundings = {
  hasWriteHolder: false,
  hasOplock: false,
  hasHandleLease: false,
  preventsWriteCaching: false,
  hasByteRangeLocks: false,
  isDirectory: false,
};

function bits(name: string): number {
  let state = 0;
  for (const letter of name) state |= { R: 1, H: 2, W: 4 }[letter] ?? 0;
  return state;
}

function lease(wanted: string, others: Partial<Surroundings> = {}): number {
  return grantLease(bits(wanted), { ...ALONE, ...others });
}

function oplock(wanted: number, others: Partial<Surroundings> = {}): number {
  return grantOplock(wanted, { ...ALONE, ...others });
}

describe("what is granted", () => {
  const alone: readonly (readonly [string, string])[] = [
    ["", ""],
    ["R", "R"],
    ["H", ""],
    ["W", ""],
    ["RH", "RH"],
    ["RW", "RW"],
    ["HW", ""],
    ["RHW", "RHW"],
  ];
  for (const [wanted, granted] of alone) {
    it(`a lease of "${wanted}" alone on a file becomes "${granted}"`, () => {
      assert.equal(lease(wanted), bits(granted));
    });
  }

  it("bits that mean nothing are not granted", () => {
    assert.equal(grantLease(0xfffffff8 | bits("R"), ALONE), bits("R"));
  });

  it("a directory is never cached for writing, and never under an oplock", () => {
    assert.equal(lease("RHW", { isDirectory: true }), bits("RH"));
    assert.equal(lease("RW", { isDirectory: true }), bits("R"));
    assert.equal(oplock(OPLOCK_LEVEL_BATCH, { isDirectory: true }), OPLOCK_LEVEL_NONE);
  });

  it("an open beside others is not given write caching, and keeps the rest", () => {
    const beside = { preventsWriteCaching: true };
    assert.equal(lease("RHW", beside), bits("RH"));
    assert.equal(lease("RW", beside), bits("R"));
    assert.equal(oplock(OPLOCK_LEVEL_BATCH, beside), OPLOCK_LEVEL_II);
    assert.equal(oplock(OPLOCK_LEVEL_EXCLUSIVE, beside), OPLOCK_LEVEL_II);
  });

  it("a lease beside an oplock gets no handle caching", () => {
    const beside = { hasOplock: true, preventsWriteCaching: true };
    assert.equal(lease("RHW", beside), bits("R"));
    assert.equal(lease("RH", beside), bits("R"));
  });

  it("an oplock beside a lease on handles is not granted", () => {
    assert.equal(oplock(OPLOCK_LEVEL_II, { hasHandleLease: true }), OPLOCK_LEVEL_NONE);
    assert.equal(oplock(OPLOCK_LEVEL_BATCH, { hasHandleLease: true }), OPLOCK_LEVEL_NONE);
  });

  it("byte-range locks leave nothing to cache", () => {
    const locked = { hasByteRangeLocks: true };
    for (const wanted of ["R", "RH", "RW", "RHW"]) assert.equal(lease(wanted, locked), 0, wanted);
    assert.equal(oplock(OPLOCK_LEVEL_BATCH, locked), OPLOCK_LEVEL_NONE);
    assert.equal(oplock(OPLOCK_LEVEL_II, locked), OPLOCK_LEVEL_NONE);
  });

  it("nothing is cached beside one who caches writes", () => {
    assert.equal(lease("RH", { hasWriteHolder: true }), 0);
    assert.equal(oplock(OPLOCK_LEVEL_II, { hasWriteHolder: true }), OPLOCK_LEVEL_NONE);
  });

  it("each level is granted as asked to who is alone", () => {
    for (const level of [0, OPLOCK_LEVEL_II, OPLOCK_LEVEL_EXCLUSIVE, OPLOCK_LEVEL_BATCH]) {
      assert.equal(oplock(level), level);
    }
    assert.equal(oplock(OPLOCK_LEVEL_LEASE), OPLOCK_LEVEL_NONE);
    assert.equal(oplock(0x78), OPLOCK_LEVEL_NONE);
  });

  it("reading and handles alone are level II at most", () => {
    assert.equal(oplockOfCaching(bits("RH")), OPLOCK_LEVEL_II);
    assert.equal(oplockOfCaching(bits("W")), OPLOCK_LEVEL_NONE);
    assert.equal(cachingOfOplock(OPLOCK_LEVEL_BATCH), bits("RHW"));
  });
});

describe("a lease that is asked for again", () => {
  const states = ["", "R", "RH", "RW", "RHW"];
  for (const held of states) {
    for (const wanted of states) {
      const contains = [...held].every((letter) => wanted.includes(letter));
      const expected = contains ? wanted : held;
      it(`"${held}" alone, asked "${wanted}", is "${expected}"`, () => {
        assert.equal(upgradeLease(bits(held), bits(wanted), lease(wanted)), bits(expected));
      });
    }
  }

  const beside: readonly (readonly [string, string, string])[] = [
    ["R", "RH", "RH"],
    ["R", "RW", "R"],
    ["R", "RHW", "R"],
    ["RH", "R", "RH"],
    ["RH", "RHW", "RH"],
  ];
  for (const [held, wanted, expected] of beside) {
    it(`"${held}" beside another lease, asked "${wanted}", is "${expected}": all or nothing`, () => {
      const granted = lease(wanted, { preventsWriteCaching: true });
      assert.equal(upgradeLease(bits(held), bits(wanted), granted), bits(expected));
    });
  }
});
