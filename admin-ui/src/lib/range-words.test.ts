import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeInWords } from "./range-words.ts";

test("a range is told by its first and last byte, exactly", () => {
  assert.equal(rangeInWords({ offset: "0", length: "100" }), "0 to 99");
  const far = { offset: "9007199254740993", length: "1" };
  assert.equal(rangeInWords(far), "9007199254740993 to 9007199254740993");
});

test("what reaches to the end of everything is the rest, and nothing is nothing", () => {
  const rest = { offset: "10", length: String(2n ** 64n - 10n) };
  assert.equal(rangeInWords(rest), "From 10 on");
  assert.equal(rangeInWords({ offset: "7", length: "0" }), "None, at 7");
});
