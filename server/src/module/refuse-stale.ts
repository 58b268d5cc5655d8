import type { Transaction } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";

/**
 * Throws "conflict" where a change was made from another version than there is: what somebody else did since then is
 * not to be lost. Asked inside the change's own transaction, with the thing locked.
 */
export async function refuseStale(
  _tx: Transaction,
  thing: { readonly name?: string; readonly version: string },
  ifVersion: string | undefined,
): Promise<void> {
  if (ifVersion === undefined || ifVersion === thing.version) return;
  const { name } = thing;
  throw new ProblemAnswer(
    "conflict",
    name === undefined
      ? "Somebody has changed this since then."
      : `Somebody has changed ${name} since then.`,
  );
}
