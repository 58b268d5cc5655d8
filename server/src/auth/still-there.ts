import type { RouteRole } from "../contract/role.ts";
import type { Database } from "../db/database.ts";
import { type Caller, mayCall } from "./caller.ts";

/** Whether who began something long may go on with it: sessions end, keys are deleted, roles change. */
export async function isStillThere(
  db: Database,
  caller: Caller | null,
  role: RouteRole,
  nowMs: number,
): Promise<boolean> {
  if (caller === null) return role === "public";
  if (caller.kind === "socket") return true;
  const now = new Date(nowMs);
  if (caller.kind === "api-key") {
    const where = { id: caller.id, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    const key = await db.apiKey.findFirst({ where });
    return key !== null && mayCall({ ...caller, role: key.role }, role);
  }
  const session = await db.adminSession.findFirst({
    where: { id: caller.sessionId, expiresAt: { gt: now } },
    include: { administrator: true },
  });
  return session !== null && mayCall({ ...caller, role: session.administrator.role }, role);
}
