import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsOfFiletime, secondsOfToken, snapshotToken, splitToken } from "./snapshot-token.ts";

test("a token and its moment are one, over leap years and ends of centuries", () => {
  for (const [text, ms] of [
    ["@GMT-1970.01.01-00.00.00", 0],
    ["@GMT-2024.02.29-23.59.59", Date.UTC(2024, 1, 29, 23, 59, 59)],
    ["@GMT-2000.02.29-12.00.00", Date.UTC(2000, 1, 29, 12)],
    ["@GMT-2100.03.01-00.00.01", Date.UTC(2100, 2, 1, 0, 0, 1)],
    ["@GMT-2026.12.31-08.09.10", Date.UTC(2026, 11, 31, 8, 9, 10)],
  ] as const) {
    assert.equal(secondsOfToken(text), ms / 1000, text);
    assert.equal(snapshotToken(ms / 1000), text);
  }
});

test("what is no moment is no token", () => {
  for (const text of [
    "@GMT-2026.02.30-00.00.00",
    "@GMT-2026.13.01-00.00.00",
    "@GMT-2026.01.01-24.00.00",
    "@GMT-2026.01.01",
    "GMT-2026.01.01-00.00.00",
    "",
  ]) {
    assert.equal(secondsOfToken(text), null, text);
  }
});

test("a token is taken out of a path wherever it stands", () => {
  const token = "@GMT-2026.11.22-20.30.00";
  const seconds = Date.UTC(2026, 10, 22, 20, 30) / 1000;
  assert.deepEqual(splitToken([token, "a", "b"]), { path: ["a", "b"], seconds });
  assert.deepEqual(splitToken(["a", token, "b"]), { path: ["a", "b"], seconds });
  assert.equal(splitToken(["a", "@GMT-never"]), null);
});

test("a FILETIME counts by whole seconds", () => {
  assert.equal(secondsOfFiletime(116_444_736_000_000_000n + 19_999_999n), 1);
});
