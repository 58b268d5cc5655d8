import assert from "node:assert/strict";
import { test } from "node:test";
import { editConflict } from "./edit-conflict.ts";

const before = { name: "photos", comment: "old", hidden: false, hosts: ["192.0.2.1"] };

test("of each field that differs it is told who has changed it", () => {
  const mine = { ...before, comment: "mine", hosts: [] };
  const theirs = { ...before, comment: "theirs", hidden: true };
  assert.deepEqual(editConflict(before, mine, theirs), [
    { name: "comment", mine: "mine", theirs: "theirs", changedBy: "both" },
    { name: "hidden", mine: false, theirs: true, changedBy: "them" },
    { name: "hosts", mine: [], theirs: ["192.0.2.1"], changedBy: "me" },
  ]);
});

test("where both wrote the same there is nothing to settle", () => {
  const both = { ...before, comment: "same", hosts: ["192.0.2.1"] };
  assert.deepEqual(editConflict(before, both, { ...both }), []);
});
