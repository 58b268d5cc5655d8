import { ProblemAnswer } from "../../http/problem-answer.ts";

/** What to answer for a command the engine was asked to do; null: it could not be asked, or said nothing. */
export function engineAnswer(
  done: { ok: boolean; reason: string } | null,
): ProblemAnswer | undefined {
  if (done === null) {
    return new ProblemAnswer("engine-unreachable", "The file server does not answer.", {
      retryAfterSeconds: 2,
    });
  }
  return done.ok ? undefined : new ProblemAnswer("engine-refused", done.reason);
}
