/** Episode after episode, until the steps are done or something is found. */
import { type EpisodeOptions, type Failure, runEpisode } from "./episode.ts";
import { shrink } from "./shrink.ts";

export interface CampaignOptions {
  readonly steps: number;
  readonly seed: number;
  readonly clients: number;
  readonly episodeSteps: number;
  /** Print everything that happened, and not only what concerns the failure. */
  readonly isTraced: boolean;
  readonly isShrunk: boolean;
}

const TRACED = 60;
const SECOND_MS = 1_000;

/** True: nothing was found. */
export function runCampaign(options: CampaignOptions): boolean {
  const { steps, clients, episodeSteps } = options;
  const began = performance.now();
  let done = 0;
  let toldMs = began;
  for (let seed = options.seed; done < steps; seed++) {
    const episode = { seed, clients, steps: Math.min(episodeSteps, steps - done) };
    const failure = runEpisode(episode);
    done += episode.steps;
    if (failure !== null) {
      const smaller = options.isShrunk ? shrink(episode, failure) : { episode, failure };
      report(smaller.episode, smaller.failure, options.isTraced);
      const before = done - episode.steps + failure.step;
      console.log(`simulate: FOUND by ${failure.violation.checker} after ${before} steps`);
      return false;
    }
    if (performance.now() - toldMs < 20 * SECOND_MS) continue;
    toldMs = performance.now();
    console.log(`simulate: ${done} steps, seed ${seed}`);
  }
  const seconds = (performance.now() - began) / SECOND_MS;
  const rate = Math.round(done / seconds);
  console.log(
    `simulate: ${done} steps in ${seconds.toFixed(0)} s (${rate} a second), nothing found`,
  );
  return true;
}

function report(episode: EpisodeOptions, failure: Failure, isTraced: boolean): void {
  const { violation, scene, step } = failure;
  const { seed, steps, clients, skipped } = episode;
  const subjects = isTraced ? [] : violation.subjects;
  console.log(`seed ${seed}, step ${step}: ${violation.checker}`);
  console.log(`  ${violation.message}`);
  console.log(
    `what happened to ${subjects.length === 0 ? "everybody" : [...new Set(subjects)].join(", ")}:`,
  );
  for (const line of scene.trace.lines(subjects, isTraced ? Number.POSITIVE_INFINITY : TRACED)) {
    console.log(line);
  }
  if (skipped !== undefined) console.log(`(${steps - skipped.size} of ${steps} steps were enough)`);
  console.log(
    `again: npm run simulate -- --seed ${seed} --steps ${steps} --episode ${steps} --clients ${clients}`,
  );
}
