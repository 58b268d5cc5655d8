import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesInWords } from "./bytes.ts";

test("bytes are said in the largest unit that leaves a number above one", () => {
  assert.equal(bytesInWords(0), "0 B");
  assert.equal(bytesInWords(1), "1 B");
  assert.equal(bytesInWords(1023), "1023 B");
  assert.equal(bytesInWords(1024), "1.0 KiB");
  assert.equal(bytesInWords(1536), "1.5 KiB");
  assert.equal(bytesInWords(5 * 1024 ** 3), "5.0 GiB");
  assert.equal(bytesInWords(250 * 1024 ** 2), "250 MiB");
});

test("any number gives a number and a known unit", () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 2 ** 70 }), (bytes) => {
      assert.match(bytesInWords(bytes), /^\d+(\.\d)? ([KMGTP]i)?B$/);
    }),
  );
});
