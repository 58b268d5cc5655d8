/** Makes a failure smaller: whole clients are left out, then ever smaller groups of steps, while it stays. */
import { type EpisodeOptions, type Failure, runEpisode } from "./episode.ts";

export interface Shrunk {
  readonly episode: EpisodeOptions;
  readonly failure: Failure;
}

const RUNS_MAX = 400;

export function shrink(episode: EpisodeOptions, failure: Failure): Shrunk {
  const { checker } = failure.violation;
  let smallest: Shrunk = { episode, failure };
  let skipped = new Set<number>();
  let runs = 0;
  const attempt = (more: readonly number[]): boolean => {
    if (more.length === 0 || runs >= RUNS_MAX) return false;
    runs++;
    const wider = new Set([...skipped, ...more]);
    const steps = Math.max(1, Math.min(episode.steps, smallest.failure.step));
    const candidate = { ...episode, steps, skipped: wider };
    const found = runEpisode(candidate);
    // Another rule that is broken is another failure.
    if (found?.violation.checker !== checker) return false;
    skipped = wider;
    smallest = { episode: candidate, failure: found };
    return true;
  };
  const owners = failure.owners;
  for (const name of new Set(owners.values())) {
    attempt([...owners].filter(([, owner]) => owner === name).map(([step]) => step));
  }
  for (let size = 256; size >= 1 && runs < RUNS_MAX; size = Math.floor(size / 2)) {
    const left = stepsOf(smallest).filter((step) => !skipped.has(step));
    for (let at = 0; at < left.length; at += size) attempt(left.slice(at, at + size));
  }
  return smallest;
}

function stepsOf({ failure }: Shrunk): number[] {
  return Array.from({ length: failure.step }, (_, index) => index + 1);
}
