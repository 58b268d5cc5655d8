import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eachRecord, type StoredName } from "./directory-names.ts";
import { decodeName, isReversible } from "./stored-name.ts";

/** struct linux_dirent64, as a little-endian kernel fills it. */
function recordsOf(names: readonly Uint8Array[]): Uint8Array {
  const records = names.map((name) => {
    const record = new Uint8Array(Math.ceil((19 + name.length + 1) / 8) * 8);
    new DataView(record.buffer).setUint16(16, record.length, true);
    record[18] = 8;
    record.set(name, 19);
    return record;
  });
  return Buffer.concat(records);
}

function namesOf(names: readonly Uint8Array[]): StoredName[] {
  const found: StoredName[] = [];
  const records = recordsOf(names);
  eachRecord(records, records.length, (stored) => {
    found.push(stored);
    return true;
  });
  return found;
}

test("names are decoded the short way exactly where the long way says the same", () => {
  const plain = fc
    .string({ unit: "binary-ascii", minLength: 1, maxLength: 12 })
    .map((text) => Buffer.from(text, "latin1"));
  const anything = fc.uint8Array({ min: 1, minLength: 1, maxLength: 40 });
  const name = fc
    .oneof(plain, anything)
    .filter((bytes) => !bytes.includes(0) && !bytes.includes(0x2f))
    .filter((bytes) => ![".", ".."].includes(Buffer.from(bytes).toString("latin1")));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 20 }), (names) => {
      const wanted = names.map((bytes) => {
        const text = decodeName(bytes);
        return { name: text, bytes: isReversible(text, bytes) ? null : Uint8Array.from(bytes) };
      });
      const found = namesOf(names).map(({ name, bytes }) => ({
        name,
        bytes: bytes && Uint8Array.from(bytes),
      }));
      assert.deepEqual(found, wanted);
    }),
    { numRuns: 2_000 },
  );
});

test("the folder itself and the one above are no names in it, and names that begin like them are", () => {
  const names = [".", "..", "...", ".a", "..b"].map((name) => Buffer.from(name));
  assert.deepEqual(
    namesOf(names).map(({ name }) => name),
    ["..\uf029", ".a", "..b"],
  );
});
