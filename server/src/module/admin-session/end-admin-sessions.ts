import type { Transaction } from "../../db/database.ts";
import type { Services } from "../services.ts";

/** Ends sessions of these pages, and the event streams that they follow. */
export async function endAdminSessions(
  { hub }: Pick<Services, "hub">,
  tx: Transaction,
  where: { administratorId?: string; id?: string | { not: string } },
): Promise<void> {
  const sessions = await tx.adminSession.findMany({ where, select: { id: true } });
  await tx.adminSession.deleteMany({ where });
  for (const { id } of sessions) hub.closeSession(id);
}
