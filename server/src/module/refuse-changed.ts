import { ProblemAnswer } from "../http/problem-answer.ts";

/** Whoever takes a change back means the state that it left: what somebody else did since then is not to be lost. */
export function refuseChanged(
  { name, updatedAtMs }: { readonly name: string; readonly updatedAtMs: number },
  expectedMs: number | undefined,
): void {
  if (expectedMs === undefined || expectedMs === updatedAtMs) return;
  throw new ProblemAnswer("conflict", `Somebody has changed ${name} since then.`);
}
