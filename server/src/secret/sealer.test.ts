import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Sealer } from "./sealer.ts";

const secret = Buffer.from("8846f7eaee8fb117ad06bdd830b7586c", "hex");

test("what was sealed for a row opens for that row only", () => {
  const sealer = new Sealer(randomBytes(32));
  const sealed = sealer.seal(secret, "row-1");
  assert.deepEqual(sealer.open(sealed, "row-1"), secret);
  assert.equal(sealer.open(sealed, "row-2"), null);
});

test("another key, a flipped byte or a missing byte opens nothing", () => {
  const sealer = new Sealer(randomBytes(32));
  const sealed = sealer.seal(secret, "row");
  assert.equal(new Sealer(randomBytes(32)).open(sealed, "row"), null);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.equal(sealer.open(changed, "row"), null, `byte ${index}`);
    assert.equal(sealer.open(sealed.subarray(0, index), "row"), null, `length ${index}`);
  }
});

test("the same secret is sealed differently each time", () => {
  const sealer = new Sealer(randomBytes(32));
  assert.notDeepEqual(sealer.seal(secret, "row"), sealer.seal(secret, "row"));
});
