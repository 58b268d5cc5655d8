import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeName, encodeName, isReversible } from "./stored-name.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const isForbidden = /[\u0001-\u001f"*:<>?\\|]|[ .]$/;

test("any name of UTF-16 units comes back from its bytes, lone surrogates too", () => {
  const units = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(units, (codes) => {
      const name = String.fromCharCode(...codes);
      const bytes = encodeName(name);
      if (!bytes) return;
      // What Windows forbids never comes from a client; it would come back mapped.
      if (isForbidden.test(name)) return;
      assert.equal(decodeName(bytes), name);
      assert.ok(isReversible(name, bytes));
    }),
    { numRuns: 2000 },
  );
});

test("any bytes on disk have a name, and one that does not lead back is known as such", () => {
  // All that a directory can hold: no NUL and no slash.
  const octets = fc
    .uint8Array({ minLength: 1, maxLength: 40, min: 1 })
    .filter((bytes) => !bytes.includes(0x2f));
  fc.assert(
    fc.property(octets, (bytes) => {
      const name = decodeName(bytes);
      const again = encodeName(name);
      assert.equal(isReversible(name, bytes), again !== null && Buffer.compare(again, bytes) === 0);
      assert.doesNotMatch(name, isForbidden, "no client could open it");
    }),
    { numRuns: 2000 },
  );
});

test("the private-use characters of macOS and Linux clients are undone on disk", () => {
  const stored = (name: string) => Buffer.from(encodeName(name)!).toString();
  assert.equal(stored("\uf020\uf021\uf022\uf023\uf024\uf025\uf026\uf027"), '"*:<>?\\|');
  assert.equal(stored("Icon\uf00d"), "Icon\r");
  assert.equal(stored("space \uf028"), "space  ");
  assert.equal(stored("a\uf029b\uf029"), "a\uf029b.");
  assert.equal(decodeName(Buffer.from("10:30?.txt ")), "10\uf02230\uf025.txt\uf028");
});

test("no spelling of . and .., no slash and no NUL gets through", () => {
  for (const name of ["", ".", "..", "\uf029", ".\uf029", "a/b", "/", "a\0"]) {
    assert.equal(encodeName(name), null, JSON.stringify(name));
  }
  assert.notEqual(encodeName("..."), null);
});

test("a name may have 255 bytes and not one more", () => {
  assert.equal(encodeName("é".repeat(127))?.length, 254);
  assert.equal(encodeName("é".repeat(128)), null);
});
