import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { stateFolderProblem } from "./state-folder.ts";

test("a state folder without room is named, and one that is not there", async () => {
  assert.equal(await stateFolderProblem(tmpdir()), "");
  // A file system that says of itself that nothing fits.
  assert.match(await stateFolderProblem("/proc"), /^The disk of the state folder \/proc is full: /);
  assert.match(await stateFolderProblem("/nowhere"), /cannot be used \(ENOENT\)/);
});
