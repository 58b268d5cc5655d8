import assert from "node:assert/strict";
import { test } from "node:test";
import { runEpisode } from "./episode.ts";

const EPISODES = 3;

test("twenty clients in a storm see nothing that they may not see", () => {
  for (let seed = 1; seed <= EPISODES; seed++) {
    const failure = runEpisode({ seed, steps: 1_000, clients: 20 });
    assert.equal(failure?.violation.message ?? "", "", `seed ${seed}, step ${failure?.step}`);
  }
});

test("a seed repeats a run to the last event", () => {
  const story = () => {
    const lines: string[] = [];
    runEpisode({ seed: 7, steps: 600, clients: 20, told: (line) => lines.push(line) });
    return lines;
  };
  const first = story();
  assert.ok(first.length > 300);
  assert.deepEqual(story(), first);
});
