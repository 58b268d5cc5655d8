import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Reader } from "../../wire/reader.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "../../wire/wire-error.ts";
import { Writer } from "../../wire/writer.ts";
import { ndrArray, ndrVaryingArray } from "./array.ts";
import { decodeNdr, encodeNdr, type NdrType } from "./ndr-type.ts";
import { ndrUnique } from "./pointer.ts";
import { ndrEnum, ndrU8, ndrU16, ndrU32 } from "./scalar.ts";
import { ndrSid } from "./sid.ts";
import { ndrUnicodeString, ndrWideString } from "./string.ts";
import { ndrStruct } from "./struct.ts";
import { ndrUnion } from "./union.ts";

function encoded<T>(type: NdrType<T>, value: T): string {
  const writer = new Writer();
  encodeNdr(type, writer, value);
  return Buffer.from(writer.written()).toString("hex");
}

function decoded<T>(type: NdrType<T>, hex: string): T {
  return decodeNdr(type, new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex")));
}

/** Referent ids are ours to choose: only whether there is one matters. */
function withoutReferents(hex: string): string {
  const words = hex.match(/.{1,8}/g) ?? [];
  return words.map((word) => (/^..000200$/.test(word) ? "[ptr]" : word)).join("");
}

describe("NDR", () => {
  it("aligns every member to its own size and a structure to its largest", () => {
    const type = ndrStruct({ a: ndrU8, b: ndrU32, c: ndrU16 });
    assert.equal(encoded(type, { a: 1, b: 2, c: 3 }), "01000000020000000300");
    assert.equal(
      encoded(ndrArray(type), [
        { a: 1, b: 2, c: 3 },
        { a: 4, b: 5, c: 6 },
      ]),
      "0200000001000000020000000300000004000000050000000600",
    );
  });

  it("puts referents behind the flat part, in order, depth first", () => {
    const inner = ndrStruct({ name: ndrUnique(ndrWideString), next: ndrUnique(ndrU32) });
    const type = ndrStruct({ first: ndrUnique(inner), second: ndrUnique(ndrU32) });
    const value = { first: { name: "A", next: 7 }, second: 9 };
    assert.equal(
      withoutReferents(encoded(type, value)),
      // first, second; then first's referent: its flat part, the name, next; then second's.
      "[ptr][ptr]" + "[ptr][ptr]" + "02000000000000000200000041000000" + "07000000" + "09000000",
    );
    assert.deepEqual(decoded(type, encoded(type, value)), value);
  });

  it("defers the pointers of all elements of an array behind the array", () => {
    const type = ndrArray(ndrStruct({ value: ndrUnique(ndrU32) }));
    const value = [{ value: 1 }, { value: null }, { value: 3 }];
    const hex = encoded(type, value);
    assert.equal(withoutReferents(hex), "03000000[ptr]00000000[ptr]0100000003000000");
    assert.deepEqual(decoded(type, hex), value);
  });

  it("starts the arm of a union at the largest alignment of its arms", () => {
    // POLICY_INFORMATION with LsaServerRole: the gap that a 16-bit tag leaves before a 16-bit arm.
    const type = ndrUnion(ndrEnum, { 6: ndrEnum, 5: ndrStruct({ a: ndrU32 }) });
    assert.equal(encoded(type, { tag: 6, value: 3 }), "060000000300");
    assert.deepEqual(decoded(type, "060000000300"), { tag: 6, value: 3 });
  });

  it("refuses a union's tag that no arm has, also names of Object", () => {
    const type = ndrUnion(ndrU32, { 1: ndrU32 });
    assert.throws(() => decoded(type, "02000000 00000000"), WIRE_VALUE);
  });

  it("writes [string] with its terminator and RPC_UNICODE_STRING without", () => {
    assert.equal(encoded(ndrWideString, "ab"), "030000000000000003000000610062000000");
    assert.equal(
      withoutReferents(encoded(ndrUnicodeString, "ab")),
      "04000400[ptr]02000000000000000200000061006200",
    );
    assert.equal(decoded(ndrUnicodeString, "0000 0000 00000000"), "");
  });

  it("refuses an RPC_UNICODE_STRING whose length is not its text's", () => {
    const text = "00000200 02000000 00000000 02000000 6100 6200";
    assert.equal(decoded(ndrUnicodeString, `0400 0400 ${text}`), "ab");
    assert.throws(() => decoded(ndrUnicodeString, `0200 0400 ${text}`), WIRE_VALUE);
    assert.throws(() => decoded(ndrUnicodeString, `0600 0400 ${text}`), WIRE_VALUE);
    assert.throws(() => decoded(ndrUnicodeString, `0300 0400 ${text}`), WIRE_VALUE);
  });

  it("refuses varying data that starts anywhere but at the front, or outgrows its capacity", () => {
    const type = ndrVaryingArray(ndrU8);
    assert.deepEqual(decoded(type, "05000000 00000000 02000000 0102"), [1, 2]);
    assert.throws(() => decoded(type, "05000000 01000000 02000000 0102"), WIRE_VALUE);
    assert.throws(() => decoded(type, "01000000 00000000 02000000 0102"), WIRE_VALUE);
  });

  it("allocates nothing for a count that the input cannot hold", () => {
    assert.throws(() => decoded(ndrArray(ndrU32), "00400000 01000000"), WIRE_TRUNCATED);
    assert.throws(() => decoded(ndrArray(ndrU32), "ffffffff 01000000"), WIRE_VALUE);
    assert.throws(() => decoded(ndrArray(ndrU32, 2), `03000000${"00".repeat(12)}`), WIRE_VALUE);
  });

  it("puts a SID's count before it, and reads back every SID", () => {
    const hex = "02000000 01 02 000000000005 20000000 20020000".replaceAll(" ", "");
    assert.equal(encoded(ndrSid, "S-1-5-32-544"), hex);
    const sids = fc
      .tuple(
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 15 }),
      )
      .map(([authority, parts]) => {
        const shown =
          authority < 2 ** 32 ? authority : `0x${authority.toString(16).padStart(12, "0")}`;
        return ["S-1", shown, ...parts].join("-");
      });
    fc.assert(fc.property(sids, (sid) => decoded(ndrSid, encoded(ndrSid, sid)) === sid));
  });

  it("refuses a SID of another revision, too many parts, or a count that differs", () => {
    assert.throws(() => decoded(ndrSid, "01000000 02 01 000000000005 20000000"), WIRE_VALUE);
    assert.throws(() => decoded(ndrSid, "02000000 01 01 000000000005 20000000"), WIRE_VALUE);
    assert.throws(
      () => decoded(ndrSid, `10000000 01 10 000000000005 ${"00".repeat(64)}`),
      WIRE_VALUE,
    );
  });

  it("brings back every text, lone surrogates included", () => {
    const text = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(text, (value) => {
        assert.equal(decoded(ndrUnicodeString, encoded(ndrUnicodeString, value)), value);
      }),
    );
    assert.equal(decoded(ndrUnicodeString, encoded(ndrUnicodeString, "\ud800x")), "\ud800x");
  });
});
