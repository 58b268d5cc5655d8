import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CREDIT_COUNT_MAX } from "../limits.ts";
import { CreditWindow } from "./credits.ts";

test("a new connection has one credit, for message 0", () => {
  const window = new CreditWindow();
  assert.equal(window.available, 1);
  assert.equal(window.consume(1n, 1), false);
  assert.equal(window.consume(0n, 1), true);
  assert.equal(window.consume(0n, 1), false);
});

test("a charge takes that many ids, all of them unused and within the window", () => {
  const window = new CreditWindow();
  window.grant(9, CREDIT_COUNT_MAX);
  assert.equal(window.consume(4n, 3), true);
  assert.equal(window.consume(2n, 3), false);
  assert.equal(window.consume(8n, 3), false);
  assert.equal(window.consume(7n, 3), true);
  assert.equal(window.consume(0n, 65_535), false);
  assert.equal(window.available, 4);
});

test("ids may come out of order, and a hole keeps its credit", () => {
  const window = new CreditWindow();
  window.grant(3, CREDIT_COUNT_MAX);
  for (const id of [3n, 1n, 2n]) assert.equal(window.consume(id, 1), true);
  assert.equal(window.available, 1);
  assert.equal(window.consume(0n, 1), true);
});

test("a client that has used all its credits always gets one", () => {
  const window = new CreditWindow();
  for (let id = 0n; id < 20_000n; id++) {
    assert.equal(window.consume(id, 1), true);
    assert.ok(window.grant(1, 1) >= 1);
  }
});

test("no id is taken twice, and what is held and used is what was granted", () => {
  const step = fc.record({
    id: fc.nat(400),
    charge: fc.integer({ min: 1, max: 5 }),
    ask: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const window = new CreditWindow();
      const taken = new Set<number>();
      let granted = 1;
      for (const { id, charge, ask } of steps) {
        const ids = Array.from({ length: charge }, (_, i) => id + i);
        const isGood = ids.every((one) => one < granted && !taken.has(one));
        assert.equal(window.consume(BigInt(id), charge), isGood);
        if (isGood) for (const one of ids) taken.add(one);
        granted += window.grant(ask, 300);
        assert.equal(window.high, granted);
        assert.equal(window.available, granted - taken.size);
        assert.ok(window.available <= 300);
      }
    }),
  );
});

test("a window that grows keeps what was used, and every id is usable once up to its full width", () => {
  const window = new CreditWindow();
  assert.equal(window.grant(63, CREDIT_COUNT_MAX), 63);
  for (let id = 1n; id < 64n; id += 2n) assert.equal(window.consume(id, 1), true);
  while (window.high < CREDIT_COUNT_MAX) assert.ok(window.grant(1000, CREDIT_COUNT_MAX) > 0);
  assert.equal(window.grant(1, CREDIT_COUNT_MAX), 0);
  assert.equal(window.available, CREDIT_COUNT_MAX - 32);
  for (let id = 0n; id < BigInt(CREDIT_COUNT_MAX); id++) {
    assert.equal(window.consume(id, 1), id >= 64n || id % 2n === 0n);
  }
  assert.equal(window.available, 0);
});
