import assert from "node:assert/strict";
import { test } from "node:test";
import { formerOf } from "./former-of.ts";

test("the fields that were changed get their former values, and no others are named", () => {
  const before = { name: "box", comment: "", caching: true, days: null };
  assert.deepEqual(formerOf(before, { caching: false, days: 7 }), { caching: true, days: null });
  assert.deepEqual(formerOf(before, {}), {});
});
