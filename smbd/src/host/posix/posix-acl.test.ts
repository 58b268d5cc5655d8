import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PosixAcl } from "../../port/posix-acl.ts";
import { decodePosixAcl, encodePosixAcl } from "./posix-acl.ts";

/** As `setfacl -m u:1000:rw-,g:50:r-x` leaves it on a file of mode 0640, read with getfattr -e hex. */
const GOLDEN = Buffer.from(
  "02000000" +
    "01000600ffffffff" +
    "02000600e8030000" +
    "04000400ffffffff" +
    "0800050032000000" +
    "10000700ffffffff" +
    "20000000ffffffff",
  "hex",
);
const ACL: PosixAcl = [
  { tag: "owner", id: 0, bits: 6 },
  { tag: "user", id: 1000, bits: 6 },
  { tag: "group", id: 0, bits: 4 },
  { tag: "namedGroup", id: 50, bits: 5 },
  { tag: "mask", id: 0, bits: 7 },
  { tag: "other", id: 0, bits: 0 },
];

test("an ACL is what the kernel stores, both ways", () => {
  assert.deepEqual(Buffer.from(encodePosixAcl(ACL)), GOLDEN);
  assert.deepEqual(decodePosixAcl(GOLDEN), ACL);
});

test("what is torn, of another version or with unknown entries is no ACL", () => {
  for (let length = 0; length < GOLDEN.length; length++) {
    const isWhole = length >= 4 && (length - 4) % 8 === 0;
    assert.equal(decodePosixAcl(GOLDEN.subarray(0, length)) !== null, isWhole);
  }
  assert.equal(decodePosixAcl(GOLDEN.with(0, 1)), null);
  assert.equal(decodePosixAcl(GOLDEN.with(4, 3)), null);
});

test("any bytes are an ACL or none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const acl = decodePosixAcl(bytes);
      assert.ok(acl === null || acl.every(({ bits }) => bits <= 7));
    }),
  );
});
