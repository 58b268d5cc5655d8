import assert from "node:assert/strict";
import { test } from "node:test";
import type { BenchRow } from "./bench-row.ts";
import { type Sample, spread, summarize } from "./bench-summary.ts";

const ROW: BenchRow = {
  name: "read",
  command: "run",
  words: [],
  unit: "MiB",
  unitsEach: 1,
  target: { by: "rate", ratio: 1.3, cpuRatio: 0.8 },
};

function sample(rate: number, cpuPerUnit: number, p50Us = 100, memoryBytes = 1e6): Sample {
  return { rate, cpuPerUnit, p50Us, p99Us: 2 * p50Us, memoryBytes, loadShare: 0.5 };
}

test("the median of an even number of values lies between the two in the middle", () => {
  assert.deepEqual(spread([4, 1, 3, 2]), { min: 1, median: 2.5, max: 4 });
  assert.deepEqual(spread([5]), { min: 5, median: 5, max: 5 });
  assert.ok(Number.isNaN(spread([]).median));
});

test("ratios are taken within a round, and then their median", () => {
  // A slow minute in the middle met both servers alike.
  const summary = summarize(
    ROW,
    new Map([
      ["larder", [sample(300, 1), sample(30, 10), sample(320, 1)]],
      ["samba", [sample(200, 2), sample(20, 20), sample(200, 2)]],
    ]),
  );
  assert.deepEqual(summary.comparisons[0]?.rate, { min: 1.5, median: 1.5, max: 1.6 });
  assert.equal(summary.ratioRate, 1.5);
  assert.equal(summary.ratioCpu, 0.5);
  assert.equal(summary.isMet, true);
});

test("the peer that counts is the better one, in rate and in cost each for itself", () => {
  const summary = summarize(
    ROW,
    new Map([
      ["larder", [sample(300, 2)]],
      ["samba", [sample(100, 2)]],
      ["samba-full", [sample(250, 4)]],
    ]),
  );
  assert.equal(summary.ratioRate, 1.2);
  assert.equal(summary.ratioCpu, 1);
  assert.equal(summary.isMet, false);
});

test("a row that is fast enough and costs too much is missed", () => {
  const samples = new Map([
    ["larder", [sample(300, 1.9)]],
    ["samba", [sample(200, 2)]],
  ]);
  assert.equal(summarize(ROW, samples).isMet, false);
  const cheap: BenchRow = { ...ROW, target: { ...ROW.target, cpuRatio: null } };
  assert.equal(summarize(cheap, samples).isMet, true);
});

test("latency and memory are better when they are smaller", () => {
  const samples = new Map([
    ["larder", [sample(100, 1, 80, 10)]],
    ["samba", [sample(100, 1, 100, 100)]],
  ]);
  const target = (by: "p50" | "memory", ratio: number): BenchRow => ({
    ...ROW,
    target: { by, ratio, cpuRatio: null },
  });
  assert.equal(summarize(target("p50", 0.9), samples).isMet, true);
  assert.equal(summarize(target("p50", 0.7), samples).isMet, false);
  assert.equal(summarize(target("memory", 0.1), samples).isMet, true);
  assert.equal(summarize(target("memory", 0.05), samples).isMet, false);
});

test("without anybody to compare with, nothing is met or missed", () => {
  const summary = summarize(ROW, new Map([["larder", [sample(1, 1)]]]));
  assert.equal(summary.ratioRate, null);
  assert.equal(summary.isMet, null);
});
