import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostAllowed, parseHostRange } from "./host-rule.ts";

const rules = (hostsAllow: string[], hostsDeny: string[] = []) => ({ hostsAllow, hostsDeny });

test("without rules everybody may come", () => {
  assert.equal(isHostAllowed(rules([]), "203.0.113.9"), true);
  assert.equal(isHostAllowed(rules([]), ""), true);
});

test("who is allowed by name is, and nobody else", () => {
  const home = rules(["192.168.1.0/24", "fd00::/8"]);
  assert.equal(isHostAllowed(home, "192.168.1.77"), true);
  assert.equal(isHostAllowed(home, "192.168.2.77"), false);
  assert.equal(isHostAllowed(home, "fd12::1%eth0"), true);
  assert.equal(isHostAllowed(home, "2001:db8::1"), false);
  assert.equal(isHostAllowed(home, ""), false);
});

test("the most specific range decides, and of two alike the denial", () => {
  const rooms = rules(["10.0.0.0/8", "10.1.2.3"], ["10.1.0.0/16", "10.9.9.9"]);
  assert.equal(isHostAllowed(rooms, "10.2.0.1"), true);
  assert.equal(isHostAllowed(rooms, "10.1.0.1"), false);
  assert.equal(isHostAllowed(rooms, "10.1.2.3"), true);
  assert.equal(isHostAllowed(rooms, "10.9.9.9"), false);
  assert.equal(isHostAllowed(rules(["10.1.0.0/16"], ["10.1.0.0/16"]), "10.1.0.1"), false);
});

test("with denials alone, everybody else may come", () => {
  const guests = rules([], ["192.168.9.0/25"]);
  assert.equal(isHostAllowed(guests, "192.168.9.127"), false);
  assert.equal(isHostAllowed(guests, "192.168.9.128"), true);
  assert.equal(isHostAllowed(rules([], ["0.0.0.0/0"]), "1.2.3.4"), false);
});

test("an IPv4 address is one over an IPv6 socket, too", () => {
  assert.equal(isHostAllowed(rules(["192.168.1.0/24"]), "::ffff:192.168.1.5"), true);
  assert.equal(isHostAllowed(rules(["::/0"]), "::ffff:192.168.1.5"), false);
});

test("what is no address and no range is none", () => {
  for (const text of [
    "",
    "nas",
    "10.0.0.0/33",
    "::/129",
    "10.0.0/8",
    "10.0.0.1/8/8",
    "fe80::1%eth0",
  ])
    assert.equal(parseHostRange(text), null, text);
  assert.deepEqual(parseHostRange("10.0.0.0/0")?.prefixBits, 0);
});
