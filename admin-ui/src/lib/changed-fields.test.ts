import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFields } from "./changed-fields.ts";

test("only what differs is sent, lists and nulls included", () => {
  const before = {
    name: "photos",
    hidden: false,
    forceUid: null,
    permissions: [{ right: "read" }],
  };
  assert.deepEqual(changedFields(before, before), {});
  assert.deepEqual(changedFields({ ...before, permissions: [] }, before), { permissions: [] });
  assert.deepEqual(changedFields({ ...before, forceUid: 5, hidden: true }, before), {
    forceUid: 5,
    hidden: true,
  });
});
