import { isSecondFactorRequired, startAdminSession } from "../../auth/admin-session.ts";
import { shareLimit } from "../../auth/caller.ts";
import { hashPassword, verifyPassword } from "../../auth/password-hash.ts";
import type { logonRoutes } from "../../contract/logon.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { endAdminSessions } from "../admin-session/end-admin-sessions.ts";
import { nameKey } from "../principal/name-key.ts";
import { spendCode } from "../second-factor/second-factor.ts";
import type { Services } from "../services.ts";
import { ownPasswordRules } from "./own-password-rules.ts";
import { refuseThrottled, tooManyFailures } from "./throttled.ts";

export function logonHandlers(services: Services): Handlers<typeof logonRoutes> {
  const { changes, db, hub, throttle } = services;
  return {
    logon: async (cx, { body }) => {
      cx.note({ user: body.name });
      const key = nameKey(body.name);
      const refusal = refuseThrottled(throttle, cx) ?? (await refuseManyGuessers(cx, key));
      if (refusal !== null) return refusal;
      const found = await db.administrator.findUnique({
        where: { nameKey: key },
        include: { shares: true, _count: { select: { recoveryCodes: true } } },
      });
      if (!(await verifyPassword(found?.passwordHash ?? null, body.password)) || found === null) {
        if (found === null && (await db.administrator.count()) === 0) {
          return new ProblemAnswer("setup-needed", "Nobody can sign in before the box is set up.");
        }
        throttle.failed(cx.address, cx.nowMs, key);
        return new ProblemAnswer("logon-failed", "The name or the password is wrong.");
      }
      cx.note({ user: found.name });
      const lacking = await refuseWithoutCode(cx, found, body.code);
      if (lacking !== null) return lacking;
      throttle.succeeded(cx.address, found.id);
      const former = cx.caller?.kind === "administrator" ? cx.caller.sessionId : null;
      const session = await changes.apply(cx, ["administrators"], async (tx) => {
        await tx.administrator.update({
          where: { id: found.id },
          data: { lastLogonAt: new Date(cx.nowMs) },
        });
        // The browser is about to forget it, so nobody could end it any more.
        if (former !== null) await tx.adminSession.deleteMany({ where: { id: former } });
        return startAdminSession(tx, found.id, cx);
      });
      if (former !== null) hub.closeSession(former);
      cx.setSession(session);
      const hasSecondFactor = found.sealedTotpSecret !== null;
      return {
        kind: "administrator",
        id: found.id,
        name: found.name,
        role: found.role,
        shareIds: found.isShareLimited ? found.shares.map((share) => share.shareId) : null,
        hasSecondFactor,
        mustSetSecondFactor: !hasSecondFactor && (await isSecondFactorRequired(db)),
        recoveryCodesLeft: await db.recoveryCode.count({ where: { administratorId: found.id } }),
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
      const own = caller.kind === "administrator" ? caller : null;
      return {
        kind: caller.kind,
        id: own?.id ?? null,
        name: caller.name,
        role: caller.role,
        shareIds: shareLimit(caller)?.slice() ?? null,
        hasSecondFactor: own?.hasSecondFactor ?? false,
        mustSetSecondFactor: own?.mustSetSecondFactor ?? false,
        recoveryCodesLeft:
          own === null ? 0 : await db.recoveryCode.count({ where: { administratorId: own.id } }),
        csrfToken: own?.csrfToken ?? null,
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
      await ownPasswordRules(db, caller.name, body.password);
      const passwordHash = await hashPassword(body.password);
      await changes.apply(cx, [], async (tx) => {
        await tx.administrator.update({ where: { id: caller.id }, data: { passwordHash } });
        // Whoever knew the old password is out; this browser stays.
        await endAdminSessions(services, tx, {
          administratorId: caller.id,
          id: { not: caller.sessionId },
        });
      });
      return undefined;
    },
  };

  /** Many addresses guess at one account: only those from which its owner has signed in go on. */
  async function refuseManyGuessers(cx: RequestCx, key: string): Promise<ProblemAnswer | null> {
    const waitMs = throttle.accountWaitMs(key, cx.nowMs);
    if (waitMs === 0) return null;
    const known = await db.adminSession.count({
      where: { address: cx.address, administrator: { nameKey: key } },
    });
    return known > 0 ? null : tooManyFailures(waitMs);
  }

  /** The password was right; where there is a second factor, its code has to be, too. */
  async function refuseWithoutCode(
    cx: RequestCx,
    found: { id: string; sealedTotpSecret: Uint8Array | null },
    code: string | undefined,
  ): Promise<ProblemAnswer | null> {
    if (found.sealedTotpSecret === null) return null;
    if (code === undefined) {
      return new ProblemAnswer("second-factor-needed", "Enter the code that your app shows.");
    }
    const waitMs = throttle.codeWaitMs(found.id, cx.nowMs);
    if (waitMs > 0) return tooManyFailures(waitMs);
    if (await spendCode(db, services.sealer, found, code, cx.nowMs)) return null;
    throttle.codeFailed(cx.address, cx.nowMs, found.id);
    return new ProblemAnswer(
      "second-factor-wrong",
      "The code is wrong or was used already. Wait for the next one, or use a recovery code.",
      { fields: [{ path: "code", message: "Wrong, or used already" }] },
    );
  }
}
