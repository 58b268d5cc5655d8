import assert from "node:assert/strict";
import { test } from "node:test";
import { firstPermissions, reviewSentences, suggestedFolder } from "./setup-plan.ts";

const user = { name: "anna", fullName: "Anna Larsen", password: "secret enough" };
const share = {
  name: "photos",
  path: "/data/photos",
  createFolder: true,
  encryptionRequired: false,
  userRight: "change",
  everyoneRight: "none",
} as const;

test("“no access” for everyone else is left out, since as an entry it would lock the user out too", () => {
  assert.deepEqual(firstPermissions(share, "id"), [
    { principal: "user", principalId: "id", right: "change" },
  ]);
  assert.deepEqual(firstPermissions({ ...share, everyoneRight: "read" }, "id").at(-1), {
    principal: "everyone",
    principalId: "",
    right: "read",
  });
});

test("the folder suggested for a share is one of its name below the data root", () => {
  assert.equal(suggestedFolder("/data", " photos "), "/data/photos");
  assert.equal(suggestedFolder("/data/", "photos"), "/data/photos");
  assert.equal(suggestedFolder("/data", " "), "");
});

test("the review says all that will be made, and never the password", () => {
  const sentences = reviewSentences(user, { ...share, encryptionRequired: true });
  assert.deepEqual(sentences, [
    "A user anna (Anna Larsen) is made, with the password you chose.",
    "The folder /data/photos is made if it is not there, and shared as “photos”.",
    "anna can open, add, change and delete files.",
    "Everyone else has no access.",
    "Clients have to encrypt; older ones that cannot are refused.",
    "What is deleted over the network is kept for 30 days in the share’s recycle bin.",
  ]);
  assert.ok(!sentences.join().includes(user.password));
});
