import assert from "node:assert/strict";
import { test } from "node:test";
import { linkSpeedOf, networkInterfaces } from "./network-interfaces.ts";

test("a link whose speed nobody knows is told as one gigabit, never as none", () => {
  // Trap: to a client that is offered zero, the address is the slowest there is, or dead.
  for (const unknown of ["-1", "", "0", "unknown"]) {
    assert.equal(linkSpeedOf(unknown), 1_000_000_000);
  }
  assert.equal(linkSpeedOf("2500"), 2_500_000_000);
  assert.equal(linkSpeedOf("100"), 100_000_000);
});

test("no address is told that only this machine reaches, and each has a speed and a number", () => {
  for (const { address, index, linkSpeed } of networkInterfaces()) {
    assert.doesNotMatch(address, /^(127\.|::1$|fe80:)/);
    assert.ok(index > 0);
    assert.ok(linkSpeed > 0);
  }
});
