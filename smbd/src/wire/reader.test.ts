import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hex } from "./golden/row.ts";
import { Reader } from "./reader.ts";
import { isWireError, WIRE_CHAIN, WIRE_OFFSET, WIRE_TOO_LARGE } from "./wire-error.ts";
import { Writer } from "./writer.ts";

describe("the reader", () => {
  test("reads what the writer wrote", () => {
    fc.assert(
      fc.property(
        fc.nat(0xff),
        fc.nat(0xffff),
        fc.nat(0xffffffff),
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
        fc.string({ unit: "binary" }),
        fc.uint8Array(),
        (u8, u16, u32, u64, big, text, bytes) => {
          const writer = new Writer(new Uint8Array(1));
          writer.u8(u8).u16(u16).u32(u32).u64(u64).u64Big(big).utf16(text).put(bytes);
          const reader = new Reader(writer.written());
          assert.equal(reader.u8(), u8);
          assert.equal(reader.u16(), u16);
          assert.equal(reader.u32(), u32);
          assert.equal(reader.u64Safe(), u64);
          assert.equal(reader.u64Big(), big);
          assert.equal(reader.utf16(2 * text.length), text);
          assert.deepEqual(reader.rest(), Uint8Array.from(bytes));
          assert.equal(reader.remaining, 0);
        },
      ),
    );
  });

  test("keeps lone surrogates, short and long", () => {
    for (const text of ["\ud800", "a\udfff".repeat(5000)]) {
      const writer = new Writer();
      writer.utf16(text);
      assert.equal(new Reader(writer.written()).utf16(2 * text.length), text);
    }
  });

  test("refuses a position above 2^53 - 1 and takes that one", () => {
    assert.equal(new Reader(hex("ffffffffffff1f00")).u64Safe(), Number.MAX_SAFE_INTEGER);
    for (const bytes of ["0000000000002000", "ffffffffffffffff"]) {
      assert.throws(
        () => new Reader(hex(bytes)).u64Safe(),
        (error) => error === WIRE_TOO_LARGE,
      );
    }
  });

  test("never reads outside its range, whatever is asked", () => {
    const count = fc.oneof(fc.nat(40), fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff));
    fc.assert(
      fc.property(count, count, count, count, (base, offset, length, minimum) => {
        const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
        const range = new Reader(bytes, 8, 24);
        try {
          const slice = range.slice(base, offset, length, minimum);
          if (length > 0) {
            assert.ok(base + offset >= minimum && base + offset + length <= 16);
            assert.equal(slice.u8(), 8 + base + offset);
          }
          assert.equal(slice.length, length);
        } catch (error) {
          assert.equal(error, WIRE_OFFSET);
        }
      }),
    );
  });

  test("an offset and length that add up beyond 2^32 are refused, not wrapped", () => {
    const reader = new Reader(new Uint8Array(100));
    assert.throws(() => reader.slice(0, 80, 0xffffffff, 64), isWireError);
    assert.throws(() => reader.slice(0, 0xfffffff0, 0x20, 0), isWireError);
  });
});

describe("a chain of records", () => {
  const walk = (text: string, recordsMax = 10): readonly number[] => {
    const lengths: number[] = [];
    new Reader(hex(text)).chain(8, 8, recordsMax, (record) => lengths.push(record.length));
    return lengths;
  };

  test("gives each record its exact range", () => {
    assert.deepEqual(walk(`10000000 ${"00".repeat(12)} 00000000 00000000 0000`), [16, 10]);
  });

  test("must move forward by at least a record, aligned, and stay inside", () => {
    for (const next of ["01000000", "07000000", "09000000", "ffffffff", "00000080", "18000000"]) {
      const error = walkError(`${next} ${"00".repeat(12)}`);
      assert.equal(error, WIRE_CHAIN);
    }
    assert.ok(isWireError(walkError(`10000000 ${"00".repeat(12)}`)));
  });

  test("ends at the limit of records", () => {
    const text = `${"08000000 00000000 ".repeat(5)} 00000000 00000000`;
    assert.equal(walk(text, 6).length, 6);
    assert.throws(
      () => walk(text, 5),
      (error) => error === WIRE_CHAIN,
    );
  });

  function walkError(text: string): unknown {
    try {
      walk(text);
    } catch (error) {
      return error;
    }
    return null;
  }
});

describe("the writer", () => {
  test("shows a reserved span that nobody patched", () => {
    const writer = new Writer();
    writer.reserve(4);
    assert.deepEqual(writer.written(), hex("ffffffff"));
  });

  test("pads and reserves over dirt without letting it through", () => {
    const writer = new Writer(new Uint8Array(32).fill(0xdd));
    writer.u8(1).align(8).zeros(2).u8(2);
    assert.deepEqual(writer.written(), hex("0100000000000000 0000 02"));
  });

  test("patches stay when the buffer grows", () => {
    const writer = new Writer(new Uint8Array(4));
    const at = writer.reserve(4);
    writer.zeros(100);
    writer.patchU32(at, 7);
    assert.equal(new Reader(writer.written()).u32(), 7);
  });
});
