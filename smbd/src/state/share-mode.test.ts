import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE } from "../wire/message/create.ts";
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  READ_CONTROL,
  WRITE_DAC,
} from "../wire/security/access-mask.ts";
import { findShareConflict, type Sharing } from "./share-mode.ts";

function sharing(grantedAccess: number, shareAccess: number, streamName = ""): Sharing {
  return { grantedAccess, shareAccess, streamName };
}

function conflict(one: Sharing, other: Sharing): boolean {
  return findShareConflict([one], other) !== null;
}

const ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

describe("share modes", () => {
  it("opens that touch no data share with everybody", () => {
    const looker = sharing(FILE_READ_ATTRIBUTES | READ_CONTROL | WRITE_DAC, 0);
    assert.ok(!conflict(sharing(FILE_WRITE_DATA | DELETE, 0), looker));
    assert.ok(!conflict(looker, sharing(FILE_WRITE_DATA | DELETE, 0)));
  });

  const rows: readonly (readonly [string, number, number])[] = [
    ["reading", FILE_READ_DATA, FILE_SHARE_READ],
    ["executing", FILE_EXECUTE, FILE_SHARE_READ],
    ["writing", FILE_WRITE_DATA, FILE_SHARE_WRITE],
    ["appending", FILE_APPEND_DATA, FILE_SHARE_WRITE],
    ["deleting", DELETE, FILE_SHARE_DELETE],
  ];
  for (const [name, access, share] of rows) {
    it(`${name} must be shared, whoever comes first`, () => {
      const doer = sharing(access, ALL);
      assert.ok(!conflict(sharing(FILE_READ_DATA, share | FILE_SHARE_READ), doer));
      assert.ok(conflict(sharing(FILE_READ_DATA, ALL & ~share), doer));
      assert.ok(conflict(doer, sharing(FILE_READ_DATA, ALL & ~share)));
    });
  }

  it("streams are shared each on its own, under whatever case of the name", () => {
    const holder = sharing(FILE_WRITE_DATA, 0, "one");
    assert.ok(!conflict(holder, sharing(FILE_WRITE_DATA, 0, "two")));
    assert.ok(!conflict(holder, sharing(FILE_WRITE_DATA, 0)));
    assert.ok(conflict(holder, sharing(FILE_WRITE_DATA, 0, "ONE")));
  });

  it("deleting the file needs every open of a stream to share deletion", () => {
    const whole = sharing(DELETE, ALL);
    assert.ok(conflict(sharing(FILE_READ_DATA, FILE_SHARE_READ, "s"), whole));
    assert.ok(conflict(whole, sharing(FILE_READ_DATA, FILE_SHARE_READ, "s")));
    assert.ok(!conflict(sharing(FILE_READ_DATA, FILE_SHARE_DELETE, "s"), whole));
    assert.ok(!conflict(sharing(DELETE, 0, "s"), sharing(FILE_READ_DATA, 0)));
  });

  it("is symmetric", () => {
    const one = fc.record({
      grantedAccess: fc.integer({ min: 0, max: 0x1ff }).map((mask) => mask | ((mask & 1) << 16)),
      shareAccess: fc.integer({ min: 0, max: 7 }),
      streamName: fc.constantFrom("", "s", "t"),
    });
    fc.assert(
      fc.property(one, one, (left, right) => {
        assert.equal(conflict(left, right), conflict(right, left));
      }),
    );
  });
});
