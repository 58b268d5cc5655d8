import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeDosAttribute, encodeDosAttribute, isSetChangeCurrent } from "./dos-attribute.ts";

const CREATED = 0x01d6_670d_4518_d898n;
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("version 5 is written as Samba lays it out", () => {
  const wanted = hex("0000 0500 0500 0000 11000000 22000000 98d818450d67d601");
  assert.deepEqual(encodeDosAttribute(0x22, CREATED), wanted);
  assert.deepEqual(decodeDosAttribute(wanted), {
    attributes: 0x22,
    creationTime: CREATED,
    setChange: null,
  });
});

test("version 4, as older Samba and ksmbd write it, is read past its itime", () => {
  // 0sAAAEAAQAAABRAAAAIAAAAJjYGEUNZ9YBmNgYRQ1n1gE= with the itime made different.
  const bytes = hex("0000 0400 0400 0000 51000000 20000000 0102030405060708 98d818450d67d601");
  assert.deepEqual(decodeDosAttribute(bytes), {
    attributes: 0x20,
    creationTime: CREATED,
    setChange: null,
  });
});

test("version 3 is read with and without the hexadecimal text before it", () => {
  const body = "11000000 03000000 00000000";
  const sizes = "0000000000000000 0000000000000000";
  const times = "98d818450d67d601 0000000000000000";
  const short = hex(`0000 0300 0300 0000 ${body} ${sizes} ${times}`);
  assert.deepEqual(decodeDosAttribute(short), {
    attributes: 3,
    creationTime: CREATED,
    setChange: null,
  });
  // "0x3" and a NUL: version at 4, body at 8, the same offsets.
  const long = hex(`30783300 0300 0300 ${body} ${sizes} ${times}`);
  assert.deepEqual(decodeDosAttribute(long), {
    attributes: 3,
    creationTime: CREATED,
    setChange: null,
  });
});

test("the first form of all is text alone", () => {
  assert.deepEqual(decodeDosAttribute(Buffer.from("0x22")), {
    attributes: 0x22,
    creationTime: null,
    setChange: null,
  });
  assert.deepEqual(decodeDosAttribute(Buffer.from("0x1\0")), {
    attributes: 1,
    creationTime: null,
    setChange: null,
  });
});

test("what the valid flags do not name is not taken", () => {
  const bytes = encodeDosAttribute(7, CREATED);
  assert.deepEqual(decodeDosAttribute(bytes.with(8, 0x10)), {
    attributes: null,
    creationTime: CREATED,
    setChange: null,
  });
  assert.deepEqual(decodeDosAttribute(bytes.with(8, 0x01)), {
    attributes: 7,
    creationTime: null,
    setChange: null,
  });
});

test("no bytes make it throw, and a cut one says nothing", () => {
  const whole = encodeDosAttribute(7, CREATED);
  for (let length = 0; length < whole.length; length++) {
    assert.equal(decodeDosAttribute(whole.subarray(0, length)), null, `${length} bytes`);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decodeDosAttribute(bytes)),
  );
});

test("a change time that was set is kept behind what Samba reads, and comes back", () => {
  const setChange = { changeTime: CREATED + 5n, storedAt: CREATED + 9n };
  const bytes = encodeDosAttribute(7, CREATED, setChange);
  assert.deepEqual(bytes.subarray(0, 24), encodeDosAttribute(7, CREATED));
  assert.deepEqual(decodeDosAttribute(bytes), { attributes: 7, creationTime: CREATED, setChange });
  for (let length = 24; length < bytes.length; length++) {
    assert.equal(decodeDosAttribute(bytes.subarray(0, length))?.setChange, null);
  }
  assert.equal(decodeDosAttribute(bytes.with(24, 0))?.setChange, null, "another mark");
});

test("a set change time counts until the inode changes after it was stored", () => {
  const setChange = { changeTime: 1n, storedAt: CREATED };
  for (const late of [-100_000n, 0n, 40_000n]) {
    assert.equal(isSetChangeCurrent(setChange, CREATED + late), true, `${late}`);
  }
  for (const late of [-130_000n, 60_000n, 10_000_000n]) {
    assert.equal(isSetChangeCurrent(setChange, CREATED + late), false, `${late}`);
  }
});
