import assert from "node:assert/strict";
import { test } from "node:test";
import { unsavedWork } from "./unsaved-work.ts";

test("there is unsaved work until the last form has let go of its own", () => {
  const first = unsavedWork.hold();
  const second = unsavedWork.hold();
  first();
  first();
  assert.equal(unsavedWork.isThere(), true);
  second();
  assert.equal(unsavedWork.isThere(), false);
});
