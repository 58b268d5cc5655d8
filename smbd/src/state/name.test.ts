import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PATH_COMPONENT_COUNT_MAX } from "../limits.ts";
import {
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_PATH_SYNTAX_BAD,
  statusName,
} from "../wire/status.ts";
import { checkComponent, parseName } from "./name.ts";

const accepted: readonly (readonly [string, readonly string[], string, boolean, boolean])[] = [
  ["", [], "", false, false],
  ["a", ["a"], "", false, false],
  ["a\\b.txt", ["a", "b.txt"], "", false, false],
  ["a\\b\\", ["a", "b"], "", true, false],
  ["a:s", ["a"], "s", false, true],
  ["a:s:$DATA", ["a"], "s", false, true],
  ["a::$data", ["a"], "", false, true],
  ["d::$INDEX_ALLOCATION", ["d"], "", true, false],
  ["d:$I30:$INDEX_ALLOCATION", ["d"], "", true, false],
  [":s", [], "s", false, true],
  ["a:?*<\u0001>|", ["a"], "?*<\u0001>|", false, true],
  ["\ud800x", ["\ud800x"], "", false, false],
  ["a/b\\c/", ["a", "b", "c"], "", true, false],
  ["日本語\\ελλ", ["日本語", "ελλ"], "", false, false],
  ["x".repeat(255), ["x".repeat(255)], "", false, false],
];

const refused: readonly (readonly [string, number])[] = [
  ["a\\".repeat(PATH_COMPONENT_COUNT_MAX + 1), STATUS_OBJECT_NAME_INVALID],
  ["\\a", STATUS_INVALID_PARAMETER],
  ["\\", STATUS_INVALID_PARAMETER],
  ["..", STATUS_OBJECT_PATH_SYNTAX_BAD],
  ["a\\..\\b", STATUS_OBJECT_PATH_SYNTAX_BAD],
  ["a\\.\\b", STATUS_OBJECT_NAME_INVALID],
  ["a\\\\b", STATUS_OBJECT_NAME_INVALID],
  ["/a", STATUS_INVALID_PARAMETER],
  ["a/../b", STATUS_OBJECT_PATH_SYNTAX_BAD],
  ["a/..", STATUS_OBJECT_PATH_SYNTAX_BAD],
  ["a//b", STATUS_OBJECT_NAME_INVALID],
  ["a\u0000b", STATUS_OBJECT_NAME_INVALID],
  ["a?", STATUS_OBJECT_NAME_INVALID],
  ["a\u001f", STATUS_OBJECT_NAME_INVALID],
  ["a:", STATUS_OBJECT_NAME_INVALID],
  ["a:s:", STATUS_OBJECT_NAME_INVALID],
  ["a:s:$FOO", STATUS_OBJECT_NAME_INVALID],
  ["a:s:$DATA:x", STATUS_OBJECT_NAME_INVALID],
  ["a:s\\b", STATUS_OBJECT_NAME_INVALID],
  ["a:s\\", STATUS_OBJECT_NAME_INVALID],
  ["a:s/t", STATUS_OBJECT_NAME_INVALID],
  ["d\\:s", STATUS_OBJECT_NAME_INVALID],
  ["d:x:$INDEX_ALLOCATION", STATUS_INVALID_PARAMETER],
  ["x".repeat(256), STATUS_OBJECT_NAME_INVALID],
  [`a:${"x".repeat(256)}`, STATUS_OBJECT_NAME_INVALID],
  ["a\\".repeat(17_000), STATUS_OBJECT_NAME_INVALID],
];

describe("names of CREATE", () => {
  for (const [name, path, streamName, mustBeDirectory, mustBeData] of accepted) {
    it(`${JSON.stringify(name.slice(0, 40))} is a name`, () => {
      assert.deepEqual(parseName(name), { path, streamName, mustBeDirectory, mustBeData });
    });
  }

  it("may be as deep as the limit", () => {
    const path = Array<string>(PATH_COMPONENT_COUNT_MAX).fill("a");
    const parsed = parseName(path.join("\\"));
    assert.deepEqual(typeof parsed === "number" ? parsed : parsed.path, path);
  });

  for (const [name, status] of refused) {
    it(`${JSON.stringify(name.slice(0, 40))} answers ${statusName(status)}`, () => {
      assert.equal(parseName(name), status);
    });
  }

  it("whatever the bytes, no component that leaves a folder comes out", () => {
    const unit = fc.constantFrom("a", ".", "\\", ":", "/", "\u0000", "$", "DATA", "\ud800");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (name) => {
        const parsed = parseName(name);
        if (typeof parsed === "number") return;
        for (const component of parsed.path) {
          assert.equal(checkComponent(component), null);
          assert.ok(!component.includes("/") && !component.includes("\\"));
          assert.ok(component !== "" && component !== "." && component !== "..");
        }
      }),
      { numRuns: 3000 },
    );
  });
});
