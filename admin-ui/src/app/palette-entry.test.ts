import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedEntries, hitEntry, matching } from "./palette-entry.ts";

test("every word that was typed has to stand in an entry, in any order and case", () => {
  const entries = fixedEntries("admin");
  assert.deepEqual(
    matching(entries, "SHARE new").map(({ label }) => label),
    ["New share"],
  );
  assert.deepEqual(matching(entries, "no such thing"), []);
});

test("a role is offered what it may open", () => {
  const labels = (role: "viewer" | "auditor" | "users") =>
    fixedEntries(role).map(({ label }) => label);
  assert.ok(!labels("viewer").includes("New share"));
  assert.ok(!labels("viewer").includes("Audit log"));
  assert.ok(labels("auditor").includes("Audit log"));
  assert.ok(labels("users").includes("New user"));
});

test("what the server found leads to its page", () => {
  const entry = hitEntry({ kind: "group", id: "7", name: "family", detail: "" });
  assert.deepEqual(entry.act, { kind: "go", to: "/groups/7" });
});
