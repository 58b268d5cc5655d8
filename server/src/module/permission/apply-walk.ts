import { JobInterrupted, type JobWork } from "../../job/running-job.ts";
import type { Services } from "../services.ts";
import { askEngine, componentsOf, wordsOfStatus } from "./ask-engine.ts";

export interface WalkOrder {
  readonly shareId: string;
  readonly path: string;
  readonly mode: "refresh" | "replace";
  readonly owner: string | null;
}

/** Brings everything below a folder up to date, step by step, for as long as nobody cancels it. */
export async function applyBelow(
  link: Services["link"],
  order: WalkOrder,
  work: JobWork,
): Promise<string> {
  const { shareId, mode, owner } = order;
  const path = componentsOf(order.path);
  const { walkId } = await askEngine<"beginWalk">(link, {
    ...{ ask: "beginWalk", shareId, path, mode, owner },
  });
  let changedCount = 0;
  try {
    while (!work.signal.aborted) {
      const step = await link.permission<"stepWalk">({ ask: "stepWalk", walkId });
      if (step === null || "refused" in step) throw new JobInterrupted(ENGINE_GONE);
      changedCount += step.changed;
      work.done(step.looked);
      for (const failure of step.failures) work.failed(failure.path, wordsOfStatus(failure.status));
      if (step.isFinished) return `${changedCount} changed; all others were as they should be.`;
    }
    return "";
  } finally {
    // One that is through already does not mind; one that does not answer may still be there.
    await link.permission<"endWalk">({ ask: "endWalk", walkId });
  }
}

const ENGINE_GONE =
  "The file server stopped before it was through. What is done stays done; start it again for the rest.";

/** How many files and folders there are below, as far as one can count in a moment. */
export async function countBelow(
  link: Services["link"],
  shareId: string,
  path: string,
  now: () => number,
): Promise<{ count: number; isWhole: boolean }> {
  const untilMs = now() + COUNT_MS_MAX;
  const { walkId } = await askEngine<"beginWalk">(link, {
    ...{ ask: "beginWalk", shareId, path: componentsOf(path), mode: "count", owner: null },
  });
  let count = 0;
  try {
    while (now() < untilMs) {
      const step = await askEngine<"stepWalk">(link, { ask: "stepWalk", walkId });
      count += step.looked;
      if (step.isFinished) return { count, isWhole: true };
    }
    return { count, isWhole: false };
  } finally {
    await link.permission<"endWalk">({ ask: "endWalk", walkId });
  }
}

const COUNT_MS_MAX = 2_000;
