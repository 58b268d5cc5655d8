import type { AdminSession, adminSessionRoutes } from "../../contract/admin-session.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import type { Services } from "../services.ts";
import { endAdminSessions } from "./end-admin-sessions.ts";

export function adminSessionHandlers(services: Services): Handlers<typeof adminSessionRoutes> {
  return {
    list: (cx) => list(services, cx, {}),

    end: (cx, { params }) => end(services, cx, { id: params.id }),

    listOwn: async (cx) => {
      const id = ownId(cx);
      return id === null ? { items: [] } : list(services, cx, { administratorId: id });
    },

    endOwn: (cx, { params }) => end(services, cx, { id: params.id, administratorId: ownId(cx) }),

    endOthers: async (cx) => {
      if (cx.caller?.kind !== "administrator") return undefined;
      const { id, sessionId } = cx.caller;
      await services.changes.apply(cx, ["administrators"], async (tx) => {
        cx.note({ detail: "all others" });
        await endAdminSessions(services, tx, { administratorId: id, id: { not: sessionId } });
      });
      return undefined;
    },
  };
}

function ownId(cx: RequestCx): string | null {
  return cx.caller?.kind === "administrator" ? cx.caller.id : null;
}

async function list(
  { db }: Services,
  cx: RequestCx,
  where: { administratorId?: string },
): Promise<{ items: AdminSession[] }> {
  const rows = await db.adminSession.findMany({
    where: { ...where, expiresAt: { gt: new Date(cx.nowMs) } },
    include: { administrator: true },
    orderBy: { lastUsedAt: "desc" },
    take: SESSIONS_MAX,
  });
  const current = cx.caller?.kind === "administrator" ? cx.caller.sessionId : null;
  return {
    items: rows.map((row) => ({
      id: row.id,
      administratorId: row.administratorId,
      administratorName: row.administrator.name,
      address: row.address,
      userAgent: row.userAgent,
      method: row.method,
      isCurrent: row.id === current,
      createdAtMs: row.createdAt.getTime(),
      lastUsedAtMs: row.lastUsedAt.getTime(),
      expiresAtMs: row.expiresAt.getTime(),
    })),
  };
}

const SESSIONS_MAX = 1_000;

async function end(
  services: Services,
  cx: RequestCx,
  where: { id: string; administratorId?: string | null },
): Promise<undefined> {
  // Nobody's sessions are not everybody's: without an account of one's own there is none to end.
  const found =
    where.administratorId === null
      ? null
      : await services.db.adminSession.findFirst({
          where: {
            id: where.id,
            ...(where.administratorId === undefined
              ? {}
              : { administratorId: where.administratorId }),
          },
          include: { administrator: true },
        });
  if (found === null) throw new ProblemAnswer("not-found", "This session has ended already.");
  await services.changes.apply(cx, ["administrators"], async (tx) => {
    cx.note({ detail: `${found.administrator.name} ${found.address}` });
    await endAdminSessions(services, tx, { id: found.id });
  });
  if (cx.caller?.kind === "administrator" && cx.caller.sessionId === found.id) cx.setSession("end");
  return undefined;
}
