import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FUZZ_TARGETS } from "./fuzz-targets.ts";
import { mutate, SeededRandom } from "./wire/fuzz-mutation.ts";
import { isWireError } from "./wire/wire-error.ts";

describe("every fuzz target", () => {
  test("has a name of its own and takes its own samples", () => {
    assert.equal(new Set(FUZZ_TARGETS.map(({ name }) => name)).size, FUZZ_TARGETS.length);
    for (const target of FUZZ_TARGETS) {
      assert.ok(target.samples.length > 0, target.name);
      for (const sample of target.samples) target.run(sample.slice());
    }
  });

  test("answers or throws a frozen wire error for 300 mutants", () => {
    for (const target of FUZZ_TARGETS) {
      const random = new SeededRandom(20261122);
      for (let count = 0; count < 300; count++) {
        const bytes = mutate(random, target.samples);
        try {
          target.run(bytes.slice());
        } catch (error) {
          assert.ok(
            isWireError(error) && Object.isFrozen(error),
            `${target.name}: ${String(error)} for ${Buffer.from(bytes).toString("hex")}`,
          );
        }
      }
    }
  });
});

test("the same seed breeds the same inputs, another seed others", () => {
  const sample = Uint8Array.from({ length: 100 }, (_, index) => index);
  const breed = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 50 }, () => mutate(random, [sample]).join()).join("|");
  };
  assert.equal(breed(7), breed(7));
  assert.notEqual(breed(7), breed(8));
  assert.equal(sample[99], 99);
});
