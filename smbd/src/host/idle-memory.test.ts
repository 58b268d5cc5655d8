import assert from "node:assert/strict";
import { test } from "node:test";
import { SlabPool } from "../engine/slab-pool.ts";
import { IdleMemory } from "./idle-memory.ts";

test("large buffers go when a busy time is over, and once", () => {
  const slabs = new SlabPool();
  let count = 0;
  const memory = new IdleMemory(
    slabs,
    () => count,
    () => 0,
    () => assert.fail("nobody came to stay"),
  );
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

test("what logons left goes once for all who came to stay, when a busy time is over", () => {
  let [count, sessionCount, collections] = [0, 0, 0];
  const memory = new IdleMemory(
    new SlabPool(),
    () => count,
    () => sessionCount,
    () => collections++,
  );
  memory.stop();
  const busyTime = () => {
    count += 1_000;
    memory.look();
    memory.look();
    return collections;
  };
  sessionCount = 199;
  assert.equal(busyTime(), 0, "too few");
  sessionCount = 200;
  assert.equal(busyTime(), 1);
  assert.equal(busyTime(), 1, "the same ones");
  sessionCount = 399;
  assert.equal(busyTime(), 1);
  sessionCount = 400;
  assert.equal(busyTime(), 2);
  sessionCount = 50;
  assert.equal(busyTime(), 2);
  sessionCount = 250;
  assert.equal(busyTime(), 3, "others came after those had left");
});
