import assert from "node:assert/strict";
import { test } from "node:test";
import { harmless } from "./terminal.ts";

test("nothing that a client named steers the terminal", () => {
  const named = "\u001b]0;owned\u0007 a\rb \u009b2J";
  assert.equal(harmless(named), "\uFFFD]0;owned\uFFFD a\uFFFDb \uFFFD2J");
  assert.equal(harmless("größe\tand\nlines"), "größe\tand\nlines");
});
