import type { Transaction } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";
import { whoMade } from "./who-made.ts";

/**
 * Throws "conflict" where a change was made from another version than there is: what somebody else did since then is
 * not to be lost. Asked inside the change's own transaction, with the thing locked.
 */
export async function refuseStale(
  tx: Transaction,
  { name, version }: { readonly name?: string; readonly version: string },
  ifVersion: string | undefined,
): Promise<void> {
  if (ifVersion === undefined || ifVersion === version) return;
  const changed = await whoMade(tx, version);
  const detail = sentence(name, changed?.by);
  throw new ProblemAnswer("conflict", detail, changed === undefined ? {} : { changed });
}

function sentence(name: string | undefined, by: string | undefined): string {
  if (by === undefined) {
    return name === undefined
      ? "Somebody has changed this since then."
      : `Somebody has changed ${name} since then.`;
  }
  return name === undefined
    ? `${by} has changed this since then.`
    : `${by} has changed ${name} since then.`;
}
