import assert from "node:assert/strict";
import { test } from "node:test";
import { PATH_COMPONENT_COUNT_MAX, PATH_UNITS_MAX } from "../limits.ts";
import { STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD } from "../wire/status.ts";
import { unmapName } from "./mapped-name.ts";
import { parsePosixName } from "./posix-name.ts";

function pathOf(name: string): readonly string[] {
  const parsed = parsePosixName(name);
  assert.ok(typeof parsed === "object");
  assert.equal(parsed.streamName, "");
  return parsed.path;
}

test("slashes part a path, and nothing else does", () => {
  assert.deepEqual(pathOf("a/b/c"), ["a", "b", "c"]);
  assert.deepEqual(pathOf("/a//b/"), ["a", "b"]);
  assert.deepEqual(pathOf(""), []);
  assert.deepEqual(pathOf("a\\b").map(unmapName), ["a\\b"]);
});

test("what Windows forbids is mapped, and comes back as it was", () => {
  for (const name of ["a:b", "a ", "a.", ". ", "<", "?", ' \\ "*|', "\u0001x", "a:b:$DATA"]) {
    const path = pathOf(name);
    assert.equal(path.length, 1);
    assert.doesNotMatch(path[0] as string, /["*:<>?\\|]|[ .]$/);
    assert.equal(unmapName(path[0] as string), name);
  }
});

test("no component leads up or stays, and none is too long", () => {
  assert.equal(parsePosixName("a/../b"), STATUS_OBJECT_PATH_SYNTAX_BAD);
  assert.equal(parsePosixName("./a"), STATUS_OBJECT_NAME_INVALID);
  assert.equal(parsePosixName("a\0"), STATUS_OBJECT_NAME_INVALID);
  assert.equal(parsePosixName("x".repeat(256)), STATUS_OBJECT_NAME_INVALID);
  assert.deepEqual(pathOf("x".repeat(255)), ["x".repeat(255)]);
  assert.equal(parsePosixName("/".repeat(PATH_UNITS_MAX + 1)), STATUS_OBJECT_NAME_INVALID);
  const deepest = Array<string>(PATH_COMPONENT_COUNT_MAX).fill("a");
  assert.deepEqual(pathOf(deepest.join("/")), deepest);
  assert.equal(parsePosixName(`${deepest.join("/")}/a`), STATUS_OBJECT_NAME_INVALID);
});
