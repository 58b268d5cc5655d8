import assert from "node:assert/strict";
import { test } from "node:test";
import { SlabPool } from "../engine/slab-pool.ts";
import { IdleMemory } from "./idle-memory.ts";

test("large buffers go when a busy time is over, and once", () => {
  const slabs = new SlabPool();
  let count = 0;
  const memory = new IdleMemory(slabs, () => count);
  memory.stop();
  const [large, small] = [slabs.acquire(1_000_000), slabs.acquire(100)];
  slabs.release(large);
  slabs.release(small);
  count = 1_000;
  assert.equal(memory.look(), false, "it is busy");
  assert.equal(slabs.acquire(1_000_000), large);
  slabs.release(large);
  count += 5;
  assert.equal(memory.look(), true);
  assert.notEqual(slabs.acquire(1_000_000), large);
  assert.equal(slabs.acquire(100), small, "small ones stay");
  count += 5;
  assert.equal(memory.look(), false, "nothing came up since");
});
