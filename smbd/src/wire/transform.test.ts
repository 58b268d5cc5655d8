import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex } from "./golden/row.ts";
import { decodeTransform, encodeTransform, TRANSFORM_HEADER_BYTES } from "./transform.ts";
import { isWireError } from "./wire-error.ts";

const SIGNATURE = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
const NONCE = "000102030405060708090a0b00000000";
const GOLDEN = hex(`fd534d42 ${SIGNATURE} ${NONCE} 05000000 0000 0100 8877665544332211 68656c6c6f`);

describe("the transform header", () => {
  test("decodes to its fields and the exact cipher text", () => {
    assert.deepEqual(decodeTransform(GOLDEN), {
      signatureView: hex(SIGNATURE),
      nonceView: hex(NONCE),
      originalMessageSize: 5,
      flags: 1,
      sessionId: 0x1122334455667788n,
      authenticatedView: GOLDEN.subarray(20, 52),
      cipherTextView: hex("68656c6c6f"),
    });
  });

  test("encodes the same bytes with a zero signature and a padded nonce", () => {
    const bytes = new Uint8Array(GOLDEN.length + 8).fill(0xdd);
    encodeTransform(bytes, new DataView(bytes.buffer), 8, {
      nonce: hex(NONCE).subarray(0, 12),
      originalMessageSize: 5,
      sessionId: 0x1122334455667788n,
    });
    const expected = GOLDEN.slice(0, TRANSFORM_HEADER_BYTES);
    expected.fill(0, 4, 20);
    assert.deepEqual(bytes.slice(8, 8 + TRANSFORM_HEADER_BYTES), expected);
  });

  test("is refused when cut anywhere, and with bytes behind it", () => {
    for (let length = 0; length < GOLDEN.length; length++) {
      assert.throws(() => decodeTransform(GOLDEN.subarray(0, length)), isWireError);
    }
    const longer = new Uint8Array(GOLDEN.length + 1);
    longer.set(GOLDEN);
    assert.throws(() => decodeTransform(longer), isWireError);
  });

  test("is refused for a size of zero or of another message, and for other flags", () => {
    for (const [at, value] of [
      [36, 0],
      [36, 4],
      [36, 6],
      [39, 0x80],
      [42, 0],
      [42, 2],
    ] as const) {
      const bytes = GOLDEN.slice();
      bytes[at] = value;
      assert.throws(() => decodeTransform(bytes), isWireError);
    }
  });

  test("with any byte changed is refused or keeps its cipher text within the frame", () => {
    for (let at = 0; at < GOLDEN.length; at++) {
      const bytes = GOLDEN.slice();
      bytes[at] = bytes[at]! ^ 0xff;
      try {
        assert.equal(decodeTransform(bytes).cipherTextView.length, 5);
      } catch (error) {
        assert.ok(isWireError(error));
      }
    }
  });
});
