import type { LogonThrottle } from "../../auth/logon-throttle.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";

export function refuseThrottled(throttle: LogonThrottle, cx: RequestCx): ProblemAnswer | null {
  const waitMs = throttle.waitMs(cx.address, cx.nowMs);
  return waitMs === 0 ? null : tooManyFailures(waitMs);
}

export function tooManyFailures(waitMs: number): ProblemAnswer {
  const seconds = Math.ceil(waitMs / 1000);
  return new ProblemAnswer("too-many-requests", `Too many failures; wait ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
}
