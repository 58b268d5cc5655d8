import assert from "node:assert/strict";
import { test } from "node:test";
import { benchRows, FULL_SCALE, QUICK_SCALE } from "./bench-rows.ts";
import { targetText } from "./bench-summary.ts";

const full = benchRows(FULL_SCALE);

test("a quick run has the same rows as a whole one", () => {
  const names = full.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, "each name is one row's");
  assert.deepEqual(
    benchRows(QUICK_SCALE).map(({ name }) => name),
    names,
  );
});

test("each protection is read and written, and CCM has to be no worse than Samba's", () => {
  for (const mode of ["plain", "gmac", "cmac", "gcm128", "gcm256", "ccm128"]) {
    for (const [work, ratio, cpuRatio] of [
      ["read", 1.3, 0.8],
      ["write", 1.2, 0.9],
    ] as const) {
      const row = full.find(({ name }) => name === `${work}-1m-${mode}`);
      const wanted = mode === "ccm128" ? 1 : ratio;
      assert.deepEqual(row?.target, { by: "rate", ratio: wanted, cpuRatio });
    }
  }
});

test("a target reads as a sentence of the page", () => {
  const text = (name: string) => targetText(full.find((row) => row.name === name)!);
  assert.equal(text("read-1m-plain"), "rate ≥ 1.3 ×, CPU ≤ 0.8 ×");
  assert.equal(text("read-4k-latency"), "p50 ≤ 0.9 ×");
  assert.equal(text("idle-1000"), "memory ≤ 0.1 ×");
});

test("rows about folders find as many files there as they work on", () => {
  for (const scale of [FULL_SCALE, QUICK_SCALE]) {
    for (const { name, words, fresh } of benchRows(scale)) {
      if (fresh?.kind !== "folder") continue;
      assert.equal(words[words.indexOf("--files") + 1], String(fresh.count), name);
    }
  }
});
