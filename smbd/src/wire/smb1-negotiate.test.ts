import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex } from "./golden/row.ts";
import { Reader } from "./reader.ts";
import { decodeSmb1Negotiate, encodeSmb1Negotiate } from "./smb1-negotiate.ts";
import { isWireError } from "./wire-error.ts";
import { Writer } from "./writer.ts";

/** "NT LM 0.12", "SMB 2.002", "SMB 2.???", as a client that still knows SMB1 begins. */
const GOLDEN = hex(`ff534d42 72 00000000 00 0000 0000 0000000000000000 0000 0000 0000 0000 0000
  00 2200 02 4e54204c4d20302e313200 02 534d4220322e30303200 02 534d4220322e3f3f3f00`);
const DIALECTS = ["NT LM 0.12", "SMB 2.002", "SMB 2.???"];

describe("the SMB1 negotiate", () => {
  test("decodes to its dialect strings", () => {
    assert.deepEqual(decodeSmb1Negotiate(new Reader(GOLDEN)), { dialects: DIALECTS });
  });

  test("encodes to the golden bytes", () => {
    const writer = new Writer(new Uint8Array(16).fill(0xdd));
    encodeSmb1Negotiate(writer, { dialects: DIALECTS });
    assert.deepEqual(writer.written(), GOLDEN);
  });

  test("is refused when cut anywhere", () => {
    for (let length = 0; length < GOLDEN.length; length++) {
      assert.throws(() => decodeSmb1Negotiate(new Reader(GOLDEN.subarray(0, length))), isWireError);
    }
  });

  test("with any byte changed is a value or a wire error", () => {
    for (let at = 0; at < GOLDEN.length; at++) {
      for (let value = 0; value < 256; value++) {
        const bytes = GOLDEN.slice();
        bytes[at] = value;
        try {
          assert.ok(Array.isArray(decodeSmb1Negotiate(new Reader(bytes)).dialects));
        } catch (error) {
          assert.ok(isWireError(error));
        }
      }
    }
  });

  test("with more dialects than any client has is refused", () => {
    const writer = new Writer();
    encodeSmb1Negotiate(writer, { dialects: Array.from({ length: 65 }, () => "x") });
    assert.throws(() => decodeSmb1Negotiate(new Reader(writer.written())), isWireError);
  });
});
