import assert from "node:assert/strict";
import { test } from "node:test";
import { rightsInWords, scopeInWords } from "./entry-words.ts";

test("rights are one word where there is one, and a list where there is none", () => {
  assert.equal(rightsInWords({ type: 0, mask: 0x1200a9, flags: 0 }), "Read");
  assert.equal(rightsInWords({ type: 1, mask: 0xf01ff, flags: 0 }), "Denied: Full control");
  assert.equal(rightsInWords({ type: 0, mask: 0x10000000, flags: 0 }), "Full control");
  assert.equal(
    rightsInWords({ type: 0, mask: 0x110001, flags: 0 }),
    "Other: list folder, read data; delete",
  );
  assert.match(rightsInWords({ type: 9, mask: 1, flags: 0 }), /^Kept as it is/);
});

test("an entry says what of a folder it is for", () => {
  assert.equal(scopeInWords({ flags: 0x13 }), "This folder, subfolders and files");
  assert.equal(scopeInWords({ flags: 0x0 }), "This folder only");
  assert.match(scopeInWords({ flags: 0x7 }), /^Other/);
});
