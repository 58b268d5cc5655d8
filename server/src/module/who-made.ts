import type { Problem } from "../contract/problem.ts";
import type { Database, Transaction } from "../db/database.ts";

/**
 * Who changed a thing so that it is of this version, and when, by the audit log. The entry of a change that made
 * another thing of it, such as that of a group for its members, has not this version.
 */
export async function whoMade(
  from: Database | Transaction,
  version: string,
): Promise<Problem["changed"]> {
  const entry = await from.auditEntry.findFirst({
    where: { madeVersion: version, status: "" },
    orderBy: { id: "desc" },
    select: { user: true, time: true },
  });
  return entry === null ? undefined : { by: entry.user, atMs: entry.time.getTime() };
}
