import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ShareCounts } from "./share-counts.ts";
import { findShareConflict } from "./share-mode.ts";

const sharing = fc.record({
  grantedAccess: fc.integer({ min: 0, max: 0x1ff }).map((mask) => mask | ((mask & 4) << 14)),
  shareAccess: fc.integer({ min: 0, max: 7 }),
  streamName: fc.constantFrom("", "s", "S", "t"),
});

describe("the counts of what opens do and share", () => {
  it("miss no conflict, whatever came and went", () => {
    fc.assert(
      fc.property(fc.array(sharing), fc.array(sharing), sharing, (stayed, gone, wanted) => {
        const counts = new ShareCounts();
        for (const open of [...gone, ...stayed]) counts.add(open);
        for (const open of gone) counts.remove(open);
        if (findShareConflict(stayed, wanted) !== null) assert.ok(counts.mayConflict(wanted));
      }),
    );
  });

  it("see none among opens of one stream that share all that each does", () => {
    fc.assert(
      fc.property(fc.array(sharing), sharing, (opens, wanted) => {
        const ofOne = opens.map((open) => ({ ...open, streamName: "" }));
        const counts = new ShareCounts();
        for (const open of ofOne) counts.add(open);
        const conflict = findShareConflict(ofOne, { ...wanted, streamName: "" });
        assert.equal(counts.mayConflict(wanted), conflict !== null);
      }),
    );
  });
});
