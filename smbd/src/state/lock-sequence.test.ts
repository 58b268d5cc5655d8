import assert from "node:assert/strict";
import { test } from "node:test";
import { LOCK_BUCKET_COUNT, LockSequences } from "./lock-sequence.ts";

test("the number that a bucket saw last is a replay, another one empties it", () => {
  const sequences = new LockSequences();
  assert.equal(sequences.isReplay(1, 0), false);
  sequences.succeeded(1, 0);
  assert.equal(sequences.isReplay(1, 0), true);
  assert.equal(sequences.isReplay(2, 0), false);
  assert.equal(sequences.isReplay(1, 15), false);
  // What the other number asked for failed: nothing is remembered any more.
  assert.equal(sequences.isReplay(1, 0), false);
});

test("there are buckets from 1 to 64 and no others", () => {
  const sequences = new LockSequences();
  for (const bucket of [0, LOCK_BUCKET_COUNT + 1, 0x0fffffff]) {
    sequences.succeeded(bucket, 3);
    assert.equal(sequences.isReplay(bucket, 3), false, `${bucket}`);
  }
  sequences.succeeded(LOCK_BUCKET_COUNT, 3);
  assert.equal(sequences.isReplay(LOCK_BUCKET_COUNT, 3), true);
});

test("what was saved is known again after it is restored", () => {
  const sequences = new LockSequences();
  assert.equal(sequences.saved(), null);
  sequences.succeeded(7, 9);
  const restored = new LockSequences();
  restored.restore(sequences.saved() ?? new Uint8Array(0));
  assert.equal(restored.isReplay(7, 9), true);
  assert.equal(restored.isReplay(8, 9), false);
});
