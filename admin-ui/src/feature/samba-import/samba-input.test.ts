import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_INPUT, inOrder, isNothing, withLeftOut, withShare } from "./samba-input.ts";

test("the file to begin with comes first, in whatever order they were chosen", () => {
  const names = (files: { name: string; text: string }[]) => inOrder(files).map(({ name }) => name);
  const [more, main, other] = [
    { name: "more.conf", text: "[a]" },
    { name: "smb.conf", text: "[b]" },
    { name: "nas.txt", text: "# mine\n [Global]\n" },
  ];
  assert.deepEqual(names([more, main, other]), ["smb.conf", "nas.txt", "more.conf"]);
});

test("a choice for one share keeps what was chosen for it and for others before", () => {
  const first = { ...EMPTY_INPUT, shares: withShare(EMPTY_INPUT, "a", { path: "/srv/a" }) };
  const second = { ...first, shares: withShare(first, "b", { action: "skip" }) };
  assert.deepEqual(withShare(second, "a", { action: "replace" }), [
    { source: "b", action: "skip" },
    { source: "a", action: "replace", path: "/srv/a" },
  ]);
});

test("users are left out and taken in again", () => {
  const out = { ...EMPTY_INPUT, leaveOut: withLeftOut(EMPTY_INPUT, "anna", true) };
  assert.deepEqual(out.leaveOut, ["anna"]);
  assert.deepEqual(withLeftOut(out, "anna", false), []);
});

test("there is something to look at once there is a configuration or a password file", () => {
  assert.equal(isNothing(EMPTY_INPUT), true);
  assert.equal(isNothing({ ...EMPTY_INPUT, passwords: "a:b" }), false);
  assert.equal(isNothing({ ...EMPTY_INPUT, files: [{ name: "a", text: "" }] }), false);
});
