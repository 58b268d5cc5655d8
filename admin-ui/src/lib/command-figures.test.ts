import assert from "node:assert/strict";
import { test } from "node:test";
import { LATENCY_BOUNDS_US } from "@larder/server/contract";
import fc from "fast-check";
import { latencyInWords, quantileUs } from "./command-figures.ts";

test("a quantile is the bound below which that part was answered", () => {
  assert.equal(quantileUs([99, 0, 1], 0.5), 50);
  assert.equal(quantileUs([99, 0, 1], 0.99), 50);
  assert.equal(quantileUs([98, 0, 2], 0.99), 250);
  assert.equal(quantileUs([], 0.5), undefined);
});

test("a higher quantile never has a lower bound", () => {
  const buckets = fc.array(fc.nat(1000), {
    minLength: LATENCY_BOUNDS_US.length + 1,
    maxLength: LATENCY_BOUNDS_US.length + 1,
  });
  fc.assert(
    fc.property(buckets, (latency) => {
      const above = Number.POSITIVE_INFINITY;
      assert.ok((quantileUs(latency, 0.5) ?? above) <= (quantileUs(latency, 0.99) ?? above));
    }),
  );
});

test("bounds are said in the unit people read", () => {
  assert.equal(latencyInWords(250, 1), "≤ 250 µs");
  assert.equal(latencyInWords(2500, 1), "≤ 2.5 ms");
  assert.equal(latencyInWords(1_000_000, 1), "≤ 1 s");
  assert.equal(latencyInWords(undefined, 1), "> 1 s");
  assert.equal(latencyInWords(undefined, 0), "–");
});
