import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionSentences } from "./right-words.ts";

test("nobody listed means that nobody has access", () => {
  assert.deepEqual(permissionSentences([]), ["Nobody has access yet."]);
});

test("people with the same right share a sentence, and the rest are told", () => {
  assert.deepEqual(
    permissionSentences([
      { principal: "user", name: "anna", right: "change" },
      { principal: "user", name: "ben", right: "change" },
      { principal: "group", name: "family", right: "read" },
      { principal: "user", name: "cleo", right: "none" },
    ]),
    [
      "anna and ben can open, add, change and delete files.",
      "The group family can open and copy files.",
      "cleo has no access.",
      "Everyone else has no access.",
    ],
  );
});

test("a right of everyone is said last", () => {
  assert.deepEqual(
    permissionSentences([
      { principal: "everyone", name: "", right: "read" },
      { principal: "user", name: "anna", right: "full" },
    ]),
    [
      "anna has full control, including permissions on files.",
      "Everyone else with an account can open and copy files.",
    ],
  );
});

test("“none” for everyone takes nothing from those who were granted something", () => {
  const sentences = permissionSentences([
    { principal: "everyone", name: "", right: "none" },
    { principal: "user", name: "anna", right: "full" },
  ]);
  assert.equal(sentences.at(-1), "Everyone else has no access.");
});

test("whoever is shut out by name is not counted among everyone", () => {
  assert.deepEqual(
    permissionSentences([
      { principal: "everyone", name: "", right: "change" },
      { principal: "user", name: "cleo", right: "none" },
    ]),
    [
      "cleo has no access.",
      "Everyone else with an account can open, add, change and delete files.",
    ],
  );
});
