import type { Database, Transaction } from "../db/database.ts";
import type { Caller } from "./caller.ts";
import { csrfToken, newToken, tokenHash } from "./token.ts";

/** A session ends this long after its last request, and after LIFETIME_MS whatever happens. */
const IDLE_MS = 8 * 3_600_000;
const LIFETIME_MS = 7 * 24 * 3_600_000;
/** How far `lastUsedAt` may lag, to spare a write per request. */
const TOUCH_MS = 60_000;
const USER_AGENT_LENGTH_MAX = 256;

export interface StartedSession {
  readonly token: string;
  readonly csrfToken: string;
  readonly expiresAtMs: number;
}

/** Where a session comes from. */
export interface SessionOrigin {
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
}

export async function startAdminSession(
  db: Database | Transaction,
  administratorId: string,
  { address, userAgent, nowMs }: SessionOrigin,
  method: "password" | "oidc" = "password",
): Promise<StartedSession> {
  const token = newToken();
  const expiresAtMs = nowMs + LIFETIME_MS;
  await db.adminSession.create({
    data: {
      tokenHash: bytes(tokenHash(token)),
      administratorId,
      address,
      userAgent: userAgent.slice(0, USER_AGENT_LENGTH_MAX),
      method,
      lastUsedAt: new Date(nowMs),
      expiresAt: new Date(expiresAtMs),
    },
  });
  // Ended sessions have no other owner to clear them away.
  await db.adminSession.deleteMany({
    where: {
      OR: [
        { expiresAt: { lt: new Date(nowMs) } },
        { lastUsedAt: { lt: new Date(nowMs - IDLE_MS) } },
      ],
    },
  });
  return { token, csrfToken: csrfToken(token), expiresAtMs };
}

export async function callerOfSession(
  db: Database,
  token: string,
  nowMs: number,
): Promise<Caller | null> {
  const session = await db.adminSession.findUnique({
    where: { tokenHash: bytes(tokenHash(token)) },
    include: { administrator: { include: { shares: true } } },
  });
  if (session === null) return null;
  const idleUntilMs = session.lastUsedAt.getTime() + IDLE_MS;
  if (session.expiresAt.getTime() <= nowMs || idleUntilMs <= nowMs) return null;
  if (nowMs - session.lastUsedAt.getTime() > TOUCH_MS) {
    // updateMany: the session may have been ended since it was read.
    await db.adminSession.updateMany({
      where: { id: session.id },
      data: { lastUsedAt: new Date(nowMs) },
    });
  }
  const hasSecondFactor = session.administrator.sealedTotpSecret !== null;
  return {
    kind: "administrator",
    id: session.administratorId,
    name: session.administrator.name,
    role: session.administrator.role,
    shareIds: session.administrator.isShareLimited
      ? session.administrator.shares.map((share) => share.shareId)
      : null,
    hasSecondFactor,
    // An identity provider has asked for what it asks for.
    mustSetSecondFactor:
      !hasSecondFactor && session.method === "password" && (await isSecondFactorRequired(db)),
    sessionId: session.id,
    csrfToken: csrfToken(token),
    expiresAtMs: session.expiresAt.getTime(),
  };
}

export async function isSecondFactorRequired(db: Database | Transaction): Promise<boolean> {
  const policy = await db.accessPolicy.findUniqueOrThrow({ where: { id: 1 } });
  return policy.secondFactorRequired;
}

/** Prisma wants bytes over an ArrayBuffer of their own. */
function bytes(source: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(source);
}
