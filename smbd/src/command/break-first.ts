/**
 * Operations through an open that take caches from others. The breaks go out first, the operation waits for those
 * that must answer, and then runs once. [MS-FSA] 2.1.5, "oplock break" steps of each operation.
 */
import type { BreakOperation } from "../state/break-operation.ts";
import type { Caching, StreamObject } from "../state/file.ts";
import type { Open } from "../state/open.ts";
import type { BreakPlan } from "../state/oplock-stream-caching.ts";
import {
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_INSUFFICIENT_RESOURCES,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";

/** On the request's own stream. */
export function breakFirst(
  cx: CommandContext,
  operation: BreakOperation,
  run: () => Outcome,
): Outcome {
  const { stream } = cx.open;
  return stream === null ? run() : breakAllFirst(cx, operation, () => [stream], run);
}

/** `streams` is asked anew after each wait: what is in the way may have changed. */
export function breakAllFirst(
  cx: CommandContext,
  operation: BreakOperation,
  streams: () => Iterable<StreamObject>,
  run: () => Outcome,
): Outcome {
  const own = cx.open;
  let waiting: BreakWait | null = null;
  for (const stream of streams()) {
    const { caching } = stream;
    if (caching.isUncached) continue;
    const plan = caching.breakFor(operation, stream === own.stream ? own : null);
    cx.engine.sendBreaks(caching, plan.breaks);
    if (waiting === null && plan.waitFor.length > 0) waiting = new BreakWait(caching, plan);
  }
  if (waiting === null) return run();
  return waitForBreak(cx, waiting, () => breakAllFirst(cx, operation, streams, run));
}

/** What stands in the way of an operation that was tried. */
export class BreakWait {
  readonly caching: Caching;
  readonly plan: BreakPlan<Open>;

  constructor(caching: Caching, plan: BreakPlan<Open>) {
    this.caching = caching;
    this.plan = plan;
  }
}

/** `again` runs when the break is over. */
export function waitForBreak(
  cx: CommandContext,
  { caching, plan }: BreakWait,
  again: () => Outcome,
): Outcome {
  if (!caching.mustWait(plan)) return again();
  const waiter = { resume: () => cx.resume(() => (cx.isHomeless ? STATUS_FILE_CLOSED : again())) };
  const isWaiting = cx.goAsync(() => {
    if (caching.cancel(waiter)) cx.finish(STATUS_CANCELLED);
  });
  if (!isWaiting) return STATUS_INSUFFICIENT_RESOURCES;
  return caching.wait(waiter, plan) ? PENDING : again();
}
