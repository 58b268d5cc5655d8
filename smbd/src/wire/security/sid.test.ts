import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Reader } from "../reader.ts";
import { Writer } from "../writer.ts";
import {
  decodeSid,
  encodeSid,
  makeSid,
  parseSid,
  ridIn,
  sidByteLength,
  sidWithRid,
} from "./sid.ts";

const u32 = fc.nat(0xffffffff);
const sids = fc
  .tuple(fc.nat(0xffffffffffff), fc.array(u32, { maxLength: 15 }))
  .map(([authority, subAuthorities]) => makeSid(authority, subAuthorities));

describe("a SID", () => {
  test("survives its text and its bytes", () => {
    fc.assert(
      fc.property(sids, (sid) => {
        assert.deepEqual(parseSid(sid.text), sid);
        const writer = new Writer();
        encodeSid(writer, sid);
        assert.equal(writer.position, sidByteLength(sid));
        assert.deepEqual(decodeSid(new Reader(writer.written())), sid);
      }),
    );
  });

  test("is refused as text when it is none", () => {
    for (const text of [
      "",
      "S-1",
      "S-2-5-32",
      "S-1-5-",
      "S-1-5-4294967296",
      "S-1-4294967296-1",
      "S-1-5-32-x",
      "S-1-5--1",
      " S-1-5-32",
      "S-1-5-32\n",
      `S-1-5${"-1".repeat(16)}`,
    ]) {
      assert.equal(parseSid(text), null, text);
    }
  });

  test("is frozen", () => {
    const sid = makeSid(5, [32]);
    assert.ok(Object.isFrozen(sid) && Object.isFrozen(sid.subAuthorities));
  });

  test("belongs to a domain only as its direct child", () => {
    const domain = makeSid(5, [21, 1, 2, 3]);
    assert.equal(ridIn(domain, sidWithRid(domain, 1000)), 1000);
    assert.equal(ridIn(domain, domain), null);
    assert.equal(ridIn(domain, makeSid(5, [21, 1, 2, 33, 1000])), null);
    assert.equal(ridIn(domain, makeSid(5, [21, 1, 2, 3, 4, 1000])), null);
    assert.equal(ridIn(domain, makeSid(6, [21, 1, 2, 3, 1000])), null);
  });
});
