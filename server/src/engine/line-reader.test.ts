import assert from "node:assert/strict";
import { test } from "node:test";
import { LineReader } from "./line-reader.ts";

const stream = Buffer.from('{"a":1}\n\n{"ü":"ß"}\nlast\n');

test("any split of the input gives the same lines", () => {
  for (let first = 0; first <= stream.length; first += 1) {
    for (let second = first; second <= stream.length; second += 1) {
      const reader = new LineReader(100);
      const chunks = [
        stream.subarray(0, first),
        stream.subarray(first, second),
        stream.subarray(second),
      ];
      const lines = chunks.flatMap((chunk) => reader.push(chunk) ?? ["too long"]);
      assert.deepEqual(lines, ['{"a":1}', '{"ü":"ß"}', "last"]);
    }
  }
});

test("a line over the limit is refused, whether it ends or not", () => {
  assert.equal(new LineReader(4).push(Buffer.from("12345")), null);
  assert.equal(new LineReader(4).push(Buffer.from("12345\n")), null);
  assert.deepEqual(new LineReader(4).push(Buffer.from("1234\n")), ["1234"]);
});
