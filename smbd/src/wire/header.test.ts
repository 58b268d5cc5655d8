import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex } from "./golden/row.ts";
import { decodeHeader, encodeHeader, type Header } from "./header.ts";
import { isWireError } from "./wire-error.ts";

const SYNC = hex(`fe534d42 4000 0100 16000103 0800 2000 01000000 70000000 0500000000000000
  00000000 07000000 8877665544332211 00000000000000000000000000000000`);
const SYNC_VALUE: Header = {
  creditCharge: 1,
  status: 0x03010016,
  command: 8,
  credit: 32,
  flags: 1,
  nextCommand: 0x70,
  messageId: 5n,
  asyncId: 0n,
  treeId: 7,
  sessionId: 0x1122334455667788n,
};
const ASYNC = hex(`fe534d42 4000 0100 03010000 0800 0100 03000000 00000000 0500000000000000
  0900000001000000 8877665544332211 00000000000000000000000000000000`);
const ASYNC_VALUE: Header = {
  ...SYNC_VALUE,
  status: 0x103,
  credit: 1,
  flags: 3,
  nextCommand: 0,
  asyncId: 0x100000009n,
  treeId: 0,
};

describe("the SMB2 header", () => {
  for (const [name, bytes, value] of [
    ["synchronous", SYNC, SYNC_VALUE],
    ["asynchronous", ASYNC, ASYNC_VALUE],
  ] as const) {
    test(`${name}: decodes and encodes at any place of a buffer`, () => {
      for (const at of [0, 4, 120]) {
        const buffer = new Uint8Array(at + 64 + 3).fill(0xdd);
        const data = new DataView(buffer.buffer);
        encodeHeader(data, at, value);
        assert.deepEqual(buffer.slice(at, at + 64), bytes);
        assert.deepEqual(decodeHeader(buffer, data, at), value);
        assert.ok(buffer.subarray(at + 64).every((byte) => byte === 0xdd));
      }
    });

    test(`${name}: is refused when cut, and total for any changed byte`, () => {
      for (let length = 0; length < 64; length++) {
        const cut = bytes.slice(0, length);
        assert.throws(() => decodeHeader(cut, new DataView(cut.buffer), 0), isWireError);
      }
      for (let at = 0; at < 64; at++) {
        const changed = bytes.slice();
        changed[at] = changed[at]! ^ 0xff;
        const decode = () => decodeHeader(changed, new DataView(changed.buffer), 0);
        // Protocol id and structure size are the only fields that can be wrong by themselves.
        if (at < 6) assert.throws(decode, isWireError);
        else assert.equal(typeof decode().command, "number");
      }
    });
  }
});
