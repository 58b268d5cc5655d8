import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex } from "./golden/row.ts";
import {
  decodeTransformHeader,
  encodeTransformHeader,
  OFFSET_TRANSFORM_NONCE,
  OFFSET_TRANSFORM_SIGNATURE,
  TRANSFORM_HEADER_BYTES,
} from "./transform-header.ts";
import { isWireError } from "./wire-error.ts";

const SIGNATURE = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
const NONCE = "000102030405060708090a0b00000000";
const GOLDEN = hex(`fd534d42 ${SIGNATURE} ${NONCE} 05000000 0000 0100 8877665544332211 68656c6c6f`);

describe("the transform header", () => {
  test("decodes to the size of its message and its session", () => {
    assert.deepEqual(decodeTransformHeader(GOLDEN), {
      originalMessageSize: 5,
      sessionId: 0x1122334455667788n,
    });
  });

  test("encodes the same bytes, with signature and nonce left to the cipher", () => {
    const bytes = new Uint8Array(GOLDEN.length).fill(0xdd);
    encodeTransformHeader(bytes, { originalMessageSize: 5, sessionId: 0x1122334455667788n });
    assert.deepEqual(bytes.slice(4, 36), new Uint8Array(32));
    bytes.set(hex(SIGNATURE), OFFSET_TRANSFORM_SIGNATURE);
    bytes.set(hex(NONCE), OFFSET_TRANSFORM_NONCE);
    const header = bytes.slice(0, TRANSFORM_HEADER_BYTES);
    assert.deepEqual(header, GOLDEN.slice(0, TRANSFORM_HEADER_BYTES));
    assert.ok(bytes.subarray(TRANSFORM_HEADER_BYTES).every((byte) => byte === 0xdd));
  });

  test("is refused when cut anywhere, and with bytes behind it", () => {
    for (let length = 0; length < GOLDEN.length; length++) {
      assert.throws(() => decodeTransformHeader(GOLDEN.subarray(0, length)), isWireError);
    }
    const longer = new Uint8Array(GOLDEN.length + 1);
    longer.set(GOLDEN);
    assert.throws(() => decodeTransformHeader(longer), isWireError);
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
      assert.throws(() => decodeTransformHeader(bytes), isWireError);
    }
  });

  test("with any byte changed is refused or keeps the size of its message", () => {
    for (let at = 0; at < GOLDEN.length; at++) {
      const bytes = GOLDEN.slice();
      bytes[at] = bytes[at]! ^ 0xff;
      try {
        assert.equal(decodeTransformHeader(bytes).originalMessageSize, 5);
      } catch (error) {
        assert.ok(isWireError(error));
      }
    }
  });
});
