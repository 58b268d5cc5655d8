import assert from "node:assert/strict";
import { closeSync, fstatSync, openSync } from "node:fs";
import { test } from "node:test";
import { closeLate, closePending } from "./late-closes.ts";

const open = () => openSync("/dev/null", "r");
const isOpen = (fd: number) => {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
};

test("a descriptor is closed when what is under way is done, and before anything else", async () => {
  const fd = open();
  closeLate(fd);
  assert.ok(isOpen(fd), "the reply goes first");
  await new Promise((done) => setImmediate(done));
  assert.ok(!isOpen(fd));
});

test("who closes many in one visit does not have them all at once", () => {
  const fds = Array.from({ length: 100 }, open);
  for (const fd of fds) closeLate(fd);
  assert.ok(fds.filter(isOpen).length < 32);
  closePending();
  assert.equal(fds.filter(isOpen).length, 0);
  const next = open();
  closePending();
  assert.ok(isOpen(next), "each is closed once");
  closeSync(next);
});
