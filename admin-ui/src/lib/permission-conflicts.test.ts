import assert from "node:assert/strict";
import { test } from "node:test";
import type { SharePermission } from "@larder/server/contract";
import { permissionConflicts } from "./permission-conflicts.ts";

const user = (principalId: string, right: SharePermission["right"]) =>
  ({ principal: "user", principalId, right }) as const;
const group = (principalId: string, right: SharePermission["right"]) =>
  ({ principal: "group", principalId, right }) as const;
const membersOf = new Map([
  ["staff", ["anna", "ben"]],
  ["guests", ["ben"]],
]);

function conflicts(...permissions: SharePermission[]): string[] {
  return permissionConflicts({ permissions, membersOf, nameOf: (id) => id });
}

test("a person's own entry and that of a group: no access wins, else the stronger", () => {
  assert.deepEqual(conflicts(user("anna", "full"), group("staff", "none")), [
    "anna has an entry, and is in the group staff: “no access” counts.",
  ]);
  assert.deepEqual(conflicts(user("anna", "read"), group("staff", "change")), [
    "anna has an entry, and is in the group staff: the stronger of the two counts, which is change.",
  ]);
  assert.deepEqual(conflicts(user("anna", "read"), group("staff", "read")), []);
  assert.deepEqual(conflicts(user("cleo", "read"), group("staff", "none")), []);
});

test("two groups with the same people: only a refusal is a surprise", () => {
  assert.deepEqual(conflicts(group("staff", "change"), group("guests", "none")), [
    "ben is in both staff and guests: “no access” counts.",
  ]);
  assert.deepEqual(conflicts(group("staff", "change"), group("guests", "read")), []);
});
