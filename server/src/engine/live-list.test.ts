import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveList } from "./live-list.ts";

const list = () =>
  new LiveList<{ id: string; name: string; atMs: number }>((entry) => ({ ...entry, atMs: 0 }));
const entry = (id: string, name = "x", atMs = 1) => ({ id, name, atMs });

test("a list is what was told last, whole or in part", () => {
  const live = list();
  assert.equal(live.take(true, [entry("a"), entry("b")], []), true);
  assert.equal(live.take(false, [entry("b", "y"), entry("c")], ["a"]), true);
  assert.deepEqual(live.items, [entry("b", "y"), entry("c")]);
  assert.equal(live.get("c")?.name, "x");
  assert.equal(live.take(true, [entry("c")], []), true, "b is gone");
  assert.deepEqual(live.items, [entry("c")]);
});

test("what is not worth telling is taken in silence", () => {
  const live = list();
  live.take(true, [entry("a")], []);
  assert.equal(live.take(false, [entry("a", "x", 2)], []), false);
  assert.deepEqual(live.items, [entry("a", "x", 2)]);
  assert.equal(live.take(false, [], ["unknown"]), false);
  assert.equal(live.take(true, [entry("a", "x", 3)], []), false);
});
