import type { LogonThrottle } from "../../auth/logon-throttle.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";

export function refuseThrottled(throttle: LogonThrottle, cx: RequestCx): ProblemAnswer | null {
  const seconds = Math.ceil(throttle.waitMs(cx.address, cx.nowMs) / 1000);
  if (seconds === 0) return null;
  return new ProblemAnswer("too-many-requests", `Too many failures; wait ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
}
