import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeNtAcl, encodeNtAcl } from "./nt-acl.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const DESCRIPTOR = hex("01000080 14000000 00000000 00000000 00000000 0101000000000001 00000000");
const zeroes = (count: number) => "00".repeat(count);
/** With its offsets counted from the start of the whole, in which it lies at `at`. */
const placed = (at: number) =>
  `01000080 ${(20 + at).toString(16).padStart(2, "0")}000000 ${zeroes(12)} ` +
  "0101000000000001 00000000";

test("version 4 is written as Samba and ksmbd lay it out, with hash type none", () => {
  const written = encodeNtAcl(DESCRIPTOR, 0x01d6_670d_4518_d898n);
  const wanted = hex(
    `0400 0400 00000200 04000200 0000 ${zeroes(64)} 706f7369785f61636c00 ` +
      `98d818450d67d601 ${zeroes(64)} ${placed(160)}`,
  );
  assert.deepEqual(written, wanted);
  assert.deepEqual(decodeNtAcl(written), DESCRIPTOR);
});

test("versions 1 to 4 are read, whatever their hashes", () => {
  const samples = [
    `0100 0100 00000200 ${placed(8)}`,
    `0200 0200 00000200 04000200 ${"ab".repeat(16)} ${placed(28)}`,
    `0200 0200 00000200 04000200 98d818450d67d601 ${placed(20)}`,
    `0300 0300 00000200 04000200 0100 ${"ab".repeat(64)} 0000 ${placed(80)}`,
    `0400 0400 00000200 04000200 0100 ${"ab".repeat(64)} 706f7369785f61636c00 ` +
      `98d818450d67d601 ${"cd".repeat(64)} ${placed(160)}`,
    // Another description, which moves what follows to its own alignment.
    `0400 0400 00000200 04000200 0100 ${"ab".repeat(64)} 7a667300 0000 ` +
      `98d818450d67d601 ${"cd".repeat(64)} ${placed(156)}`,
  ];
  for (const sample of samples) assert.deepEqual(decodeNtAcl(hex(sample)), DESCRIPTOR, sample);
});

test("what holds no descriptor is none: unknown versions, cut ones, any bytes", () => {
  const whole = encodeNtAcl(DESCRIPTOR, 1n);
  assert.equal(decodeNtAcl(whole.with(0, 5)), null);
  assert.equal(decodeNtAcl(whole.with(160, 2)), null, "revision 2");
  assert.equal(decodeNtAcl(whole.with(164, 20)), null, "an offset before the descriptor");
  assert.equal(decodeNtAcl(whole.with(167, 1)), null, "an offset behind the end");
  for (let length = 0; length < whole.length - DESCRIPTOR.length + 20; length++) {
    assert.equal(decodeNtAcl(whole.subarray(0, length)), null, `${length} bytes`);
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeNtAcl(bytes)));
});
