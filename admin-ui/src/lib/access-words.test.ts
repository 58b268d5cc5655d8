import assert from "node:assert/strict";
import { test } from "node:test";
import { accessInWords } from "./access-words.ts";

test("an access mask is said as what can be done", () => {
  assert.equal(accessInWords(0x0012_0089), "read");
  assert.equal(accessInWords(0x0012_019f), "read, write");
  assert.equal(accessInWords(0x001f_01ff), "read, write, delete, permissions");
  assert.equal(accessInWords(0x0010_0080), "attributes only");
});
