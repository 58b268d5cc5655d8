import type { Database } from "../db/database.ts";
import type { Caller } from "./caller.ts";
import { tokenHash } from "./token.ts";

/** How far `lastUsedAt` may lag, to spare a write per request. */
const TOUCH_MS = 60_000;

export async function callerOfApiKey(
  db: Database,
  key: string,
  nowMs: number,
): Promise<Caller | null> {
  const found = await db.apiKey.findUnique({
    where: { tokenHash: Uint8Array.from(tokenHash(key)) },
  });
  if (found === null) return null;
  if (found.expiresAt !== null && found.expiresAt.getTime() <= nowMs) return null;
  if (found.lastUsedAt === null || nowMs - found.lastUsedAt.getTime() > TOUCH_MS) {
    await db.apiKey.updateMany({ where: { id: found.id }, data: { lastUsedAt: new Date(nowMs) } });
  }
  return {
    kind: "api-key",
    id: found.id,
    name: found.name,
    role: found.role,
    expiresAtMs: found.expiresAt?.getTime() ?? null,
  };
}
