import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRangeNumber, RANGE_NUMBER_MAX } from "./range-number.ts";
import { Reader } from "./reader.ts";
import { WIRE_VALUE } from "./wire-error.ts";
import { Writer } from "./writer.ts";

function decoded(value: bigint): number {
  return decodeRangeNumber(new Reader(new Writer().u64Big(value).written()));
}

test("a number within any file is itself, and one beyond is as good as the largest", () => {
  assert.equal(decoded(0n), 0);
  assert.equal(decoded(0x123456789abcn), 0x123456789abc);
  assert.equal(decoded(2n ** 51n + 1n), RANGE_NUMBER_MAX);
  assert.equal(decoded(2n ** 63n - 1n), RANGE_NUMBER_MAX);
  assert.ok(Number.isSafeInteger(2 * RANGE_NUMBER_MAX));
});

test("a negative number is refused", () => {
  for (const value of [2n ** 63n, 2n ** 64n - 1n]) {
    assert.throws(
      () => decoded(value),
      (error) => error === WIRE_VALUE,
    );
  }
});
