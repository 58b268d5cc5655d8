import assert from "node:assert/strict";
import { test } from "node:test";
import { isWireError } from "../wire/wire-error.ts";
import { assertTotal } from "./assert-total.ts";
import { DER_OCTET_STRING, DER_SEQUENCE, DerReader, derContext, derElement } from "./der.ts";

test("elements of every length class come back", () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000]) {
    const content = new Uint8Array(length).fill(7);
    const element = derElement(DER_OCTET_STRING, content);
    const reader = new DerReader(element);
    assert.deepEqual(reader.content(DER_OCTET_STRING), content);
    reader.end();
  }
});

test("lengths are written in the shortest form", () => {
  assert.deepEqual(derElement(4, new Uint8Array(127)).subarray(0, 2), Uint8Array.of(4, 0x7f));
  assert.deepEqual(derElement(4, new Uint8Array(128)).subarray(0, 3), Uint8Array.of(4, 0x81, 0x80));
  const long = derElement(4, new Uint8Array(256)).subarray(0, 4);
  assert.deepEqual(long, Uint8Array.of(4, 0x82, 1, 0));
});

test("indefinite, oversized and overlong lengths are wire errors", () => {
  const wrong = [
    [0x30, 0x80, 0, 0],
    [0x30, 0x84, 0, 0, 0, 0],
    [0x30, 0x83, 0xff, 0xff, 0xff],
    [0x30, 2, 0],
    [0x30],
    [],
  ];
  for (const bytes of wrong) {
    assert.throws(() => new DerReader(Uint8Array.from(bytes)).content(DER_SEQUENCE), isWireError);
  }
});

test("optional moves only when the tag is there", () => {
  const reader = new DerReader(derElement(derContext(2), Uint8Array.of(1)));
  assert.equal(reader.optional(derContext(1)), null);
  assert.deepEqual(reader.optional(derContext(2)), Uint8Array.of(1));
  assert.equal(reader.optional(derContext(2)), null);
  assert.equal(reader.isAtEnd, true);
});

test("reading is total", () => {
  const inner = derElement(DER_OCTET_STRING, new Uint8Array(200));
  const sample = derElement(DER_SEQUENCE, inner, derElement(derContext(1)));
  assertTotal((bytes) => {
    const fields = new DerReader(new DerReader(bytes).content(DER_SEQUENCE));
    fields.element(DER_OCTET_STRING);
    fields.optional(derContext(1));
    fields.end();
  }, sample);
});
