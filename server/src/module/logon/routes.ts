import { startAdminSession } from "../../auth/admin-session.ts";
import { shareLimit } from "../../auth/caller.ts";
import { hashPassword, verifyPassword } from "../../auth/password-hash.ts";
import type { logonRoutes } from "../../contract/logon.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";
import { refuseThrottled } from "./throttled.ts";

export function logonHandlers(services: Services): Handlers<typeof logonRoutes> {
  const { changes, db, hub, throttle } = services;
  return {
    logon: async (cx, { body }) => {
      cx.note({ user: body.name });
      const refusal = refuseThrottled(throttle, cx);
      if (refusal !== null) return refusal;
      const found = await db.administrator.findUnique({
        where: { nameKey: nameKey(body.name) },
        include: { shares: true },
      });
      if (!(await verifyPassword(found?.passwordHash ?? null, body.password)) || found === null) {
        if (found === null && (await db.administrator.count()) === 0) {
          return new ProblemAnswer("setup-needed", "Nobody can sign in before the box is set up.");
        }
        throttle.failed(cx.address, cx.nowMs);
        return new ProblemAnswer("logon-failed", "The name or the password is wrong.");
      }
      throttle.succeeded(cx.address);
      cx.note({ user: found.name });
      const former = cx.caller?.kind === "administrator" ? cx.caller.sessionId : null;
      const session = await changes.apply(cx, ["administrators"], async (tx) => {
        await tx.administrator.update({
          where: { id: found.id },
          data: { lastLogonAt: new Date(cx.nowMs) },
        });
        // The browser is about to forget it, so nobody could end it any more.
        if (former !== null) await tx.adminSession.deleteMany({ where: { id: former } });
        return startAdminSession(tx, found.id, cx.address, cx.nowMs);
      });
      if (former !== null) hub.closeSession(former);
      cx.setSession(session);
      return {
        kind: "administrator",
        id: found.id,
        name: found.name,
        role: found.role,
        shareIds: found.isShareLimited ? found.shares.map((share) => share.shareId) : null,
        csrfToken: session.csrfToken,
        expiresAtMs: session.expiresAtMs,
      };
    },

    logoff: async (cx) => {
      if (cx.caller?.kind === "administrator") {
        await db.adminSession.deleteMany({ where: { id: cx.caller.sessionId } });
        hub.closeSession(cx.caller.sessionId);
        cx.setSession("end");
      }
      return undefined;
    },

    me: async ({ caller }) => {
      if (caller === null) return new ProblemAnswer("not-authenticated", "Sign in first.");
      return {
        kind: caller.kind,
        id: caller.kind === "administrator" ? caller.id : null,
        name: caller.name,
        role: caller.role,
        shareIds: shareLimit(caller)?.slice() ?? null,
        csrfToken: caller.kind === "administrator" ? caller.csrfToken : null,
        expiresAtMs: caller.kind === "socket" ? null : caller.expiresAtMs,
      };
    },

    changeOwnPassword: async (cx, { body }) => {
      const { caller } = cx;
      if (caller?.kind !== "administrator") {
        return new ProblemAnswer(
          "not-allowed",
          "Only an administrator has a password of their own.",
        );
      }
      const refusal = refuseThrottled(throttle, cx);
      if (refusal !== null) return refusal;
      const found = await db.administrator.findUnique({ where: { id: caller.id } });
      if (!(await verifyPassword(found?.passwordHash ?? null, body.currentPassword))) {
        throttle.failed(cx.address, cx.nowMs);
        return new ProblemAnswer("password-wrong", "The current password is wrong.", {
          fields: [{ path: "currentPassword", message: "This is not the current password" }],
        });
      }
      const passwordHash = await hashPassword(body.password);
      await changes.apply(cx, [], async (tx) => {
        await tx.administrator.update({ where: { id: caller.id }, data: { passwordHash } });
        // Whoever knew the old password is out; this browser stays.
        await tx.adminSession.deleteMany({
          where: { administratorId: caller.id, id: { not: caller.sessionId } },
        });
      });
      return undefined;
    },
  };
}
