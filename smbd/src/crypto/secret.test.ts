import assert from "node:assert/strict";
import { test } from "node:test";
import { format, inspect } from "node:util";
import { equalBytes } from "./equal-bytes.ts";
import { Secret } from "./secret.ts";

test("a secret prints as [secret] however it is printed", () => {
  const secret = new Secret(Uint8Array.of(1, 2, 3));
  const texts = [`${secret}`, inspect(secret), JSON.stringify({ secret }), format("%o", secret)];
  for (const text of texts) {
    assert.match(text, /\[secret\]/);
    assert.doesNotMatch(text, /1, *2|\b2\b/);
  }
  assert.deepEqual(Object.keys(secret), []);
});

test("a wiped secret leaves zeros and cannot be used", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const secret = new Secret(bytes);
  assert.equal(secret.expose(), bytes);
  secret.wipe();
  assert.deepEqual(bytes, new Uint8Array(3));
  assert.throws(() => secret.expose());
});

test("equalBytes is true for equal bytes alone", () => {
  assert.equal(equalBytes(new Uint8Array(0), new Uint8Array(0)), true);
  assert.equal(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2)), true);
  assert.equal(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3)), false);
  assert.equal(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0)), false);
});
