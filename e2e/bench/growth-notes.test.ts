import assert from "node:assert/strict";
import { test } from "node:test";
import { growthNote } from "./growth-notes.ts";
import { GROWTH_ROWS } from "./growth-rows.ts";

test("each thing that grows has its explanation", () => {
  for (const { name } of GROWTH_ROWS) assert.match(growthNote(name), /\w{3}/, name);
});

test("a section is whole, and goes no further than its own end", () => {
  assert.ok(!growthNote("opens").includes("##"));
  assert.equal(growthNote("nothing of the kind"), "");
});
