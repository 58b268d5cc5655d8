import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { foldName } from "./fold.ts";
import { isShortName, shortNameOf } from "./short-name.ts";

const SIGNS = "!#$%&'()-@^_`{}~";

describe("short names", () => {
  it("a name that is 8.3 already has none", () => {
    for (const name of ["A", "readme.txt", "FILENAME.EXT", "a~1", SIGNS.slice(0, 8), ".", ".."]) {
      assert.equal(shortNameOf(name), null, name);
    }
  });

  it("any other has one, which says its first letter and its extension", () => {
    assert.match(shortNameOf("verylongname.text") ?? "", /^V[0-9A-Z]{5}~[0-9A-Z]\.TEX$/);
    for (const [name, form] of [
      ["a b", /^A\w{5}~\w$/],
      [".profile", /^P\w{5}~\w$/],
      ["a.b.c", /^A\w{5}~\w\.C$/],
      ["trailing.", /^T\w{5}~\w$/],
      ["größe", /^G\w{5}~\w$/],
      ["日本", /^_\w{5}~\w$/],
      ["x.jpeg", /^X\w{5}~\w\.JPE$/],
      ["x.+++", /^X\w{5}~\w$/],
    ] as const) {
      assert.match(shortNameOf(name) ?? "", form, name);
    }
  });

  it("it does not depend on case, and stays what it was with an older version", () => {
    assert.equal(shortNameOf("Very Long.doc"), shortNameOf("VERY LONG.DOC"));
    assert.equal(shortNameOf("Very Long.doc"), SHORT_OF_VERY_LONG);
  });

  it("a name has the same one with a period at its end and with what stands for it", () => {
    assert.equal(shortNameOf("a\uf029"), shortNameOf("a."));
    assert.equal(shortNameOf("a\uf028"), shortNameOf("a "));
  });

  it("each is 8.3, is known again, and has no short name itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), (name) => {
        const short = shortNameOf(name);
        if (short === null) return;
        assert.ok(isShortName(short) && isShortName(short.toLowerCase()), short);
        assert.equal(shortNameOf(short), null);
        assert.equal(shortNameOf(foldName(name)) ?? short, short);
      }),
    );
  });

  it("names that differ a little have different ones", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `document number ${index}.txt`);
    assert.equal(new Set(names.map(shortNameOf)).size, names.length);
  });

  it("ordinary names do not look like one", () => {
    for (const name of ["~", "file~1.txt", "backup~", "a12345~67", "abcdef~g.text"]) {
      assert.equal(isShortName(name), false, name);
    }
  });
});

/** Clients keep short names in shortcuts and old documents. */
const SHORT_OF_VERY_LONG = "V5IDS1~T.DOC";
