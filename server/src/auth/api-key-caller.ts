import type { Database } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";
import type { Caller } from "./caller.ts";
import type { KeyRates } from "./key-rates.ts";
import { tokenHash } from "./token.ts";

/** How far `lastUsedAt` may lag, to spare a write per request. */
const TOUCH_MS = 60_000;

export async function callerOfApiKey(
  db: Database,
  rates: KeyRates,
  key: string,
  nowMs: number,
): Promise<Caller | null> {
  const found = await db.apiKey.findUnique({
    where: { tokenHash: Uint8Array.from(tokenHash(key)) },
  });
  if (found === null) return null;
  if (found.expiresAt !== null && found.expiresAt.getTime() <= nowMs) return null;
  const waitMs =
    found.requestsPerMinute === null ? 0 : rates.take(found.id, found.requestsPerMinute, nowMs);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1000);
    throw new ProblemAnswer(
      "too-many-requests",
      `This key has used up its rate; wait ${seconds} seconds.`,
      {
        retryAfterSeconds: seconds,
      },
    );
  }
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
