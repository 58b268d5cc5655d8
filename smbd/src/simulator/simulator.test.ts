import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runEpisode } from "./episode.ts";
import { MUTATIONS } from "./mutations.ts";

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

test("each planted bug finds the text that it changes, once", () => {
  const lost = MUTATIONS.filter(({ file, search }) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
    return text.split(search).length !== 2;
  });
  assert.deepEqual(
    lost.map(
      ({ name, file }) => `${name}: look for it in ${file}, and mend its row in mutations.ts`,
    ),
    [],
  );
});
