import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../../i18n/catalogue.ts";
import { rightsInWords, scopeInWords, whoInWords, withinSentence } from "./entry-words.ts";

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

test("a name that everybody's Windows knows is in the reader's language, one that somebody gave is not", async () => {
  await catalogue.load("de");
  assert.equal(whoInWords({ kind: "known", name: "uid 0 of this box" }), "uid 0 dieses Geräts");
  assert.equal(
    whoInWords({ kind: "known", name: "Everyone with an account" }),
    "Alle mit einem Konto",
  );
  assert.equal(whoInWords({ kind: "group", name: "Users" }), "Users");
  await catalogue.load("en");
  assert.equal(withinSentence("Dieser Ordner und Dateien"), "dieser Ordner und Dateien");
});
