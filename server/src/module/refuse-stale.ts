import type { Transaction } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";

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
  // The entry of a change that made another thing of it, such as that of a group for its members, has not this version.
  const entry = await tx.auditEntry.findFirst({
    where: { madeVersion: version, status: "" },
    orderBy: { id: "desc" },
    select: { user: true, time: true },
  });
  throw new ProblemAnswer(
    "conflict",
    sentence(name, entry?.user),
    entry === null ? {} : { changed: { by: entry.user, atMs: entry.time.getTime() } },
  );
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
