import assert from "node:assert/strict";
import { test } from "node:test";
import { cachingInWords } from "./caching-words.ts";

test("what a client may keep to itself, and what happens when it is gone, in words", () => {
  const none = { caching: [], isLease: false, kept: "no", isWaiting: false } as const;
  assert.deepEqual(cachingInWords({ ...none, caching: [] }), ["None"]);
  assert.deepEqual(cachingInWords({ ...none, caching: ["read", "write"] }), [
    "read, write (oplock)",
  ]);
  const lease = { ...none, caching: ["read", "handle"], isLease: true } as const;
  assert.deepEqual(cachingInWords({ ...lease, caching: [...lease.caching], kept: "durable" }), [
    "read, handle (lease)",
    "Kept for a while when the connection is lost",
  ]);
  assert.equal(
    cachingInWords({ ...none, caching: [], kept: "persistent", isWaiting: true }).length,
    3,
  );
});
