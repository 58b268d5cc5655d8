import assert from "node:assert/strict";
import { test } from "node:test";
import { formerParts } from "./former-parts.ts";

const before = { comment: "old", hidden: false, name: "photos" };
const saved = { name: "photos", comment: "new", hidden: false, version: "5" };

test("undoing sends back what the change was about, and nothing else", () => {
  const now = { ...saved, hidden: true, version: "9" };
  assert.deepEqual(formerParts(before, saved, now, ["comment"]), {
    body: { comment: "old" },
    query: { ifVersion: "9" },
  });
});

test("what somebody has changed since is not put back", () => {
  const now = { ...saved, comment: "newer", version: "9" };
  assert.throws(() => formerParts(before, saved, now, ["comment"]), /changed photos since then/);
});
