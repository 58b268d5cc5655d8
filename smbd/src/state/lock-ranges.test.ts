import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LockRanges, meets } from "./lock-ranges.ts";

const position = fc.oneof(
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: (1n << 63n) - 9n, max: (1n << 63n) + 9n }),
);
const range = fc.record({ offset: position, length: position });

describe("ranges by where they lie", () => {
  it("find what meets a range, and what equals it, as a look at each would", () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), range, (stayed, gone, wanted) => {
        const ranges = new LockRanges<{ offset: bigint; length: bigint }>();
        for (const one of [...gone, ...stayed]) ranges.add(one);
        for (const one of gone) ranges.remove(one);
        assert.equal(ranges.size, stayed.length);
        const found: object[] = [];
        ranges.someMeeting(wanted, (one) => found.push(one) < 0);
        const expected = stayed.filter((one) => meets(one, wanted));
        assert.deepEqual(new Set(found), new Set(expected));
        assert.equal(found.length, expected.length);
        const equal = stayed.filter(
          ({ offset, length }) => offset === wanted.offset && length === wanted.length,
        );
        assert.deepEqual(ranges.equal(wanted), equal);
      }),
    );
  });

  it("look at few of ten thousand that lie side by side", () => {
    const ranges = new LockRanges<{ readonly offset: bigint; readonly length: bigint }>();
    let looks = 0;
    for (let index = 0; index < 10_000; index++) {
      const length = BigInt(1 + (index % 100));
      ranges.add({
        get offset() {
          looks++;
          return BigInt(index) * 100n;
        },
        length,
      });
    }
    looks = 0;
    assert.ok(ranges.someMeeting({ offset: 500_000n, length: 1n }, () => true));
    assert.ok(!ranges.someMeeting({ offset: 500_001n, length: 1n }, () => true));
    assert.ok(looks < 500, `${looks} looks`);
  });
});
