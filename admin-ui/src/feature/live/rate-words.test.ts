import assert from "node:assert/strict";
import { test } from "node:test";
import { latencyInWords, requestsPerSecond } from "./rate-words.ts";

test("times and rates are told as short as they can be", () => {
  assert.equal(latencyInWords(null), "–");
  assert.equal(latencyInWords(84.6), "85 µs");
  assert.equal(latencyInWords(1_234), "1.2 ms");
  assert.equal(latencyInWords(45_600), "46 ms");
  assert.equal(requestsPerSecond(0.25), "0.3/s");
  assert.equal(requestsPerSecond(1_234), "1234/s");
});
