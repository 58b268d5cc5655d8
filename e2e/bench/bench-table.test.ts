import assert from "node:assert/strict";
import { test } from "node:test";
import { benchRows, FULL_SCALE } from "./bench-rows.ts";
import { summarize } from "./bench-summary.ts";
import { align, formatTable, formatVerdicts, number } from "./bench-table.ts";

const sample = {
  rate: 1234,
  p50Us: 45.6,
  p99Us: 7.89,
  cpuPerUnit: 2e-4,
  memoryBytes: 3e6,
  loadShare: 0.25,
};
const [row] = benchRows(FULL_SCALE);

test("columns are as wide as their widest cell", () => {
  assert.equal(
    align([
      ["a", "b"],
      ["long", "x"],
    ]),
    "| a    | b   |\n| ---- | --- |\n| long | x   |",
  );
});

test("numbers show three digits", () => {
  assert.deepEqual([1234.5, 45.67, 0.123].map(number), ["1,235", "45.7", "0.12"]);
});

test("each server has a line, and ours is what the others are compared with", () => {
  const summary = summarize(
    row!,
    new Map([
      ["larder", [sample]],
      ["samba", [{ ...sample, rate: 617 }]],
    ]),
  );
  const [, , ours, theirs] = formatTable([summary]).split("\n");
  assert.match(ours!, /read-1m-plain \| MiB +\| larder \| 1,234 .*\| 45\.6 .*\| 200 .*\| 25 %/);
  assert.match(theirs!, /samba .*\| 2\.00 \(2\.00–2\.00\)/);
  assert.match(formatVerdicts([summary]), /read-1m-plain \| 2\.00 × \| 1\.00 × .*\| missed/);
});
