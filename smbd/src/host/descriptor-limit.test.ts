import assert from "node:assert/strict";
import { test } from "node:test";
import { OPEN_COUNT_MAX } from "../limits.ts";
import { DESCRIPTOR_COUNT_WANTED, raiseDescriptorLimit } from "./descriptor-limit.ts";
import { native } from "./native.ts";

test("the limit on descriptors is for all files that clients may open, and too little is told", () => {
  const told: unknown[] = [];
  const warn = (facts: unknown) => told.push(facts);
  raiseDescriptorLimit(warn, (wanted) => wanted);
  assert.deepEqual(told, []);
  assert.ok(DESCRIPTOR_COUNT_WANTED > 2 * OPEN_COUNT_MAX);
  raiseDescriptorLimit(warn, () => 20_096);
  raiseDescriptorLimit(warn, () => -1);
  assert.deepEqual(told, [
    { limit: 20_096, opens: 8_000 },
    { limit: -1, opens: 0 },
  ]);
});

test("the limit on descriptors is never lowered", () => {
  const before = native.raiseDescriptorLimit(0);
  assert.ok(before > 0);
  assert.equal(native.raiseDescriptorLimit(1), before);
  assert.ok(native.raiseDescriptorLimit(before + 1) >= before);
  assert.equal(native.raiseDescriptorLimit(2 ** 30), -22);
});
