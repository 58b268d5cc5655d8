import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ChildChange, parentKeyOfRemoval, parentsToTell } from "./lease-parent.ts";

describe("changes that directory leases are told of", () => {
  const rows: readonly (readonly [ChildChange, readonly string[]])[] = [
    ["created", ["here"]],
    ["replaced", ["here"]],
    ["removed", ["here"]],
    ["renamed", ["here", "there"]],
    ["linked", ["there"]],
    ["basicInformationSet", ["here"]],
    ["sizeSet", ["here"]],
    ["closedAfterWriting", ["here"]],
  ];
  for (const [change, told] of rows) {
    it(`${change} is told to ${told.join(" and ")}`, () => {
      assert.deepEqual(parentsToTell(change, "here", "there"), told);
    });
  }

  it("a rename within one directory is told once", () => {
    assert.deepEqual(parentsToTell("renamed", "here", "here"), ["here"]);
  });

  it("a removal spares a lease only where asking and closing name it alike", () => {
    assert.equal(parentKeyOfRemoval("k1", "k1"), "k1");
    assert.equal(parentKeyOfRemoval("k1", "k2"), null);
    assert.equal(parentKeyOfRemoval("k1", null), null);
    assert.equal(parentKeyOfRemoval(null, "k1"), null);
  });
});
