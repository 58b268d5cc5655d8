/**
 * For tests: a decoder must answer for any bytes, with a value or a frozen WireError. Tries the sample cut
 * at each byte, each byte flipped and set to telling values, and bytes at random.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isWireError } from "../wire/wire-error.ts";

export function assertTotal(decode: (bytes: Uint8Array) => unknown, sample: Uint8Array): void {
  const attempt = (bytes: Uint8Array) => {
    try {
      decode(bytes);
    } catch (error) {
      assert.ok(isWireError(error) && Object.isFrozen(error), `threw ${String(error)}`);
    }
  };
  for (let length = 0; length <= sample.length; length++) attempt(sample.slice(0, length));
  for (let at = 0; at < sample.length; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0x84, 0xff, sample[at]! ^ 1, sample[at]! ^ 0x80]) {
      const changed = sample.slice();
      changed[at] = value;
      attempt(changed);
    }
  }
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(fc.property(bytes, attempt), { numRuns: 300 });
  // A true beginning gets random bytes further in.
  const start = fc.nat({ max: sample.length });
  const withTail = fc.property(start, bytes, (length, tail) => {
    attempt(Uint8Array.from([...sample.subarray(0, length), ...tail]));
  });
  fc.assert(withTail, { numRuns: 300 });
}
