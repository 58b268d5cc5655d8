import assert from "node:assert/strict";
import { test } from "node:test";
import { isNestedDeeper } from "./nesting.ts";

test("the deepest place counts, in lists and objects, and texts and numbers do not", () => {
  assert.equal(isNestedDeeper("[[[", 0), false);
  assert.equal(isNestedDeeper(null, 0), false);
  assert.equal(isNestedDeeper([], 0), true);
  assert.equal(isNestedDeeper([1, { a: [2] }], 3), false);
  assert.equal(isNestedDeeper([1, { a: [2] }, 3], 2), true);
});

test("what is nested without an end is told as soon as any other", () => {
  const deep = JSON.parse(`${'[{"x":'.repeat(100_000)}1${"}]".repeat(100_000)}`);
  assert.equal(isNestedDeeper({ a: 1, deep }, 64), true);
});
