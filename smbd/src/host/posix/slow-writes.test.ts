import assert from "node:assert/strict";
import { test } from "node:test";
import { SlowWrites } from "./slow-writes.ts";

test("a slow write sends those after it elsewhere, longer each time, until one is fast again", () => {
  let nowMs = 1000;
  const writes = new SlowWrites(() => nowMs);
  const take = (ms: number) =>
    writes.watch(() => {
      nowMs += ms;
      return 7;
    });
  assert.equal(take(1), 7);
  assert.equal(writes.areExpected, false);
  for (const restMs of [500, 1000, 2000, 4000, 8000, 16_000, 16_000]) {
    take(200);
    assert.equal(writes.areExpected, true);
    nowMs += restMs - 1;
    assert.equal(writes.areExpected, true);
    nowMs += 1;
    assert.equal(writes.areExpected, false);
  }
  take(1);
  assert.equal(writes.areExpected, false);
  take(200);
  nowMs += 500;
  assert.equal(writes.areExpected, false);
});
