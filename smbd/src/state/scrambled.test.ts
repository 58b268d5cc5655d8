import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isScrambled } from "./scrambled.ts";

test("random bytes look encrypted, wherever a plain header stands before them", () => {
  for (let round = 0; round < 200; round++) {
    const bytes = Uint8Array.from(randomBytes(65_536));
    assert.ok(isScrambled(bytes));
    bytes.fill(0, 0, 16);
    assert.ok(isScrambled(bytes));
  }
});

test("text, letters for bytes, zeros and what is too short do not", () => {
  const text = Uint8Array.from(readFileSync(new URL(import.meta.url)));
  const letters = new TextEncoder().encode(randomBytes(65_536).toString("base64"));
  assert.equal(isScrambled(text), false);
  assert.equal(isScrambled(letters), false);
  assert.equal(isScrambled(new Uint8Array(65_536)), false);
  assert.equal(isScrambled(Uint8Array.from(randomBytes(1_023))), false);
});
