/**
 * `node smbd/src/simulator/main.ts [--steps N] [--seed S] [--clients C] [--episode E] [--trace] [--shrink]`
 * `node smbd/src/simulator/main.ts --mutations [--only WORDS] [--steps N] [--seed S]`
 *
 * Runs the real engine against clients, a network, a disk and a clock that a seed makes up, in episodes of E
 * steps, each with a seed of its own. A failure is printed with the seed that repeats it.
 */
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";
import { runMutations } from "./mutate.ts";

const CAMPAIGN_STEPS = 1_000_000;
const MUTATION_STEPS = 60_000;

const { values } = parseArgs({
  options: {
    steps: { type: "string" },
    seed: { type: "string", default: "1" },
    clients: { type: "string", default: "20" },
    episode: { type: "string", default: "2000" },
    trace: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
    mutations: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const isClean = values.mutations ? mutate() : simulate();
process.exit(isClean ? 0 : 1);

function mutate(): boolean {
  return runMutations(Number(values.steps ?? MUTATION_STEPS), Number(values.seed), values.only);
}

function simulate(): boolean {
  return runCampaign({
    steps: Number(values.steps ?? CAMPAIGN_STEPS),
    seed: Number(values.seed),
    clients: Number(values.clients),
    episodeSteps: Number(values.episode),
    isTraced: values.trace,
    isShrunk: values.shrink,
  });
}
