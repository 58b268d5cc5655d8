import assert from "node:assert/strict";
import { test } from "node:test";
import { agoInWords, durationInWords } from "./duration.ts";

test("a duration is said in its two largest units", () => {
  assert.equal(durationInWords(0), "less than a second");
  assert.equal(durationInWords(45_000), "45 seconds");
  assert.equal(durationInWords(61_000), "1 minute 1 second");
  assert.equal(durationInWords(3_600_000), "1 hour");
  assert.equal(durationInWords(2 * 86_400_000 + 3 * 3_600_000 + 59_000), "2 days 3 hours");
  assert.equal(durationInWords(2 * 86_400_000 + 3 * 3_600_000, 1), "2 days");
});

test("a moment is said by its distance, past or to come", () => {
  assert.equal(agoInWords(100_000, 102_000), "just now");
  assert.equal(agoInWords(0, 5 * 60_000), "5 minutes ago");
  assert.equal(agoInWords(3 * 86_400_000, 0), "in 3 days");
});
