import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import type { GoldenRow } from "./golden/row.ts";
import { GOLDEN } from "./golden.ts";
import { Reader } from "./reader.ts";
import { isWireError } from "./wire-error.ts";
import { Writer } from "./writer.ts";

const HEADER_BYTES = 64;
/** What an unwritten byte looks like. */
const DIRT = 0xdd;

for (const row of GOLDEN) {
  describe(row.name, () => {
    test("decodes to the golden value", () => {
      assert.deepEqual(decode(row, row.bytes), row.value);
    });

    test("encodes to the golden bytes, wherever in a buffer it stands", () => {
      for (const start of [HEADER_BYTES, 3 * HEADER_BYTES + 8]) {
        assert.equal(toHex(encode(row, row.value, start)), toHex(row.bytes));
      }
    });

    test("is refused when cut at any byte", () => {
      for (let length = 0; length < row.bytesMin; length++) {
        assert.throws(() => decode(row, row.bytes.subarray(0, length)), isWireError);
      }
      for (let length = row.bytesMin; length < row.bytes.length; length++) {
        assert.deepEqual(decode(row, row.bytes.subarray(0, length)), row.value);
      }
    });

    test("with any byte changed gives a wire error or a value that survives a round trip", () => {
      for (let at = 0; at < row.bytes.length; at++) {
        for (const change of [0x01, 0x80, 0xff]) {
          const bytes = row.bytes.slice();
          bytes[at] = bytes[at]! ^ change;
          checkTotal(row, bytes);
        }
      }
    });

    test("with any byte at a boundary value does the same", () => {
      for (let at = 0; at < row.bytes.length; at++) {
        for (const boundary of [0x00, 0x7f, 0x80, 0xff, row.bytes.length % 256]) {
          const bytes = row.bytes.slice();
          bytes[at] = boundary;
          checkTotal(row, bytes);
        }
      }
    });
  });
}

test("every codec has a golden sample", async () => {
  const covered = new Set<unknown>(GOLDEN.flatMap((row) => row.covers));
  const missing: string[] = [];
  for (const folder of ["message", "context", "fscc", "fsctl", "security"]) {
    for (const file of readdirSync(new URL(`./${folder}/`, import.meta.url))) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      const module = (await import(`./${folder}/${file}`)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(module)) {
        if (!/^(de|en)code[A-Z]/.test(name) || covered.has(value)) continue;
        missing.push(`${folder}/${file}: ${name}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

/** Any bytes give a wire error or a value; a value written and read again is the same value. */
function checkTotal(row: GoldenRow, bytes: Uint8Array): void {
  let value: unknown;
  try {
    value = decode(row, bytes);
  } catch (error) {
    assert.ok(isWireError(error), `${toHex(bytes)}: ${String(error)}`);
    assert.ok(Object.isFrozen(error));
    return;
  }
  assert.deepEqual(decode(row, encode(row, value, HEADER_BYTES)), value, toHex(bytes));
}

function decode(row: GoldenRow, bytes: Uint8Array): unknown {
  if (!row.isMessage) return row.decode(new Reader(bytes));
  const message = new Uint8Array(HEADER_BYTES + bytes.length);
  message.set(bytes, HEADER_BYTES);
  const reader = new Reader(message);
  reader.seek(HEADER_BYTES);
  return row.decode(reader);
}

function encode(row: GoldenRow, value: unknown, start: number): Uint8Array {
  const writer = new Writer(new Uint8Array(1024).fill(DIRT), start);
  row.encode(writer, value as never);
  return writer.written(start);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
