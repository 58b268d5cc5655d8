/**
 * `node smbd/src/simulator/main.ts [--steps N] [--seed S] [--clients C] [--episode E] [--trace] [--shrink]`
 *
 * Runs the real engine against clients, a network, a disk and a clock that a seed makes up, in episodes of E
 * steps, each with a seed of its own. A failure is printed with the seed that repeats it.
 */
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    clients: { type: "string", default: "20" },
    episode: { type: "string", default: "2000" },
    trace: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
  },
});
const isClean = runCampaign({
  steps: Number(values.steps),
  seed: Number(values.seed),
  clients: Number(values.clients),
  episodeSteps: Number(values.episode),
  isTraced: values.trace,
  isShrunk: values.shrink,
});
process.exit(isClean ? 0 : 1);
