import assert from "node:assert/strict";
import { test } from "node:test";
import { Reader } from "../reader.ts";
import { Writer } from "../writer.ts";
import { SAMBA_SAMPLES } from "./samba.ts";

for (const { name, bytes, isMessage, reencode } of SAMBA_SAMPLES) {
  test(`${name} of Samba, read and written again, is the same bytes`, () => {
    const start = isMessage ? 64 : 0;
    const input = new Uint8Array(start + bytes.length);
    input.set(bytes, start);
    const reader = new Reader(input);
    reader.seek(start);
    const writer = new Writer(new Uint8Array(64 + bytes.length).fill(0xdd), start);
    reencode(reader, writer);
    assert.equal(
      Buffer.from(writer.written(start)).toString("hex"),
      Buffer.from(bytes).toString("hex"),
    );
  });
}
