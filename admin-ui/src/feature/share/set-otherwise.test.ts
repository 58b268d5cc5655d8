import assert from "node:assert/strict";
import { test } from "node:test";
import { SHARE_OPTION_DEFAULTS, SHARE_PRESETS, sharePurposeSchema } from "@larder/server/contract";
import { setOtherwise } from "./set-otherwise.ts";

test("a share that is as its purpose fills it in has nothing set otherwise", () => {
  for (const purpose of sharePurposeSchema.options) {
    const options = { ...SHARE_OPTION_DEFAULTS, ...SHARE_PRESETS[purpose] };
    assert.deepEqual(setOtherwise(purpose, options), [], purpose);
  }
});

test("a share without a bin does not promise one", () => {
  const options = { ...SHARE_OPTION_DEFAULTS, ...SHARE_PRESETS.general, recycleBin: false };
  assert.deepEqual(setOtherwise("general", { ...options, recycleDays: 7 }), ["Recycle bin: Off"]);
});

test("days are told where there is a bin, and minutes until files are settled", () => {
  const files = { ...SHARE_OPTION_DEFAULTS, ...SHARE_PRESETS.general, recycleDays: 7 };
  assert.deepEqual(setOtherwise("general", files), ["Days in the bin: 7"]);
  const archive = { ...SHARE_OPTION_DEFAULTS, ...SHARE_PRESETS.archive, writeOnceMinutes: null };
  assert.deepEqual(setOtherwise("archive", archive), [
    "Minutes until files cannot be changed any more: Empty",
  ]);
});
