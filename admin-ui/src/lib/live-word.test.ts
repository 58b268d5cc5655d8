import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineState } from "@larder/server/contract";
import { liveWord } from "./live-word.ts";

const live: EngineState = {
  state: "live",
  reason: "",
  link: "connected",
  desiredRevision: 7,
  appliedRevision: 7,
  appliedAtMs: 1,
};

test("all that is saved is live", () => {
  assert.equal(liveWord(live, "open").word, "Live");
});

test("a change is live once its revision is applied, even while a later one is on its way", () => {
  const later: EngineState = { ...live, state: "applying", desiredRevision: 9 };
  assert.equal(liveWord(later, "open", 7).word, "Live");
  assert.equal(liveWord(later, "open", 8).word, "Applying");
  assert.equal(liveWord(later, "open").word, "Applying");
});

test("a change is not called live before the page has heard so", () => {
  assert.equal(liveWord(live, "open", 8).word, "Applying");
});

test("what is not live says why", () => {
  const away: EngineState = { ...live, state: "not-live", reason: "The file server is away." };
  assert.deepEqual(liveWord(away, "open", 8), {
    tone: "bad",
    word: "Not live",
    why: "The file server is away.",
  });
});

test("a page without its event stream does not claim to know", () => {
  assert.equal(liveWord(live, "connecting").word, "Reconnecting");
  assert.equal(liveWord(undefined, "open").word, "Checking");
});

test("a change that was live is not called so while the file server is away", () => {
  const away: EngineState = { ...live, state: "not-live", link: "connecting", reason: "Away." };
  assert.equal(liveWord(away, "open", 7).word, "Not live");
});
