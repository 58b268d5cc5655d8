import { startAdminSession } from "../../auth/admin-session.ts";
import { hashPassword } from "../../auth/password-hash.ts";
import type { setupRoutes } from "../../contract/setup.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";
import { provenSetup } from "./proven-setup.ts";

export function setupHandlers(services: Services): Handlers<typeof setupRoutes> {
  const { changes, db } = services;
  return {
    status: async () => {
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      return { complete: (await db.administrator.count()) > 0, serverName };
    },

    complete: async (cx, { body }) => {
      const refusal = await provenSetup(services, cx, body.code);
      if (refusal !== null) return refusal;
      const passwordHash = await hashPassword(body.password);
      cx.note({ user: body.name });
      const { id, session } = await changes.apply(cx, ["administrators"], async (tx) => {
        // The row's lock makes two browsers take turns; the second finds an administrator.
        await tx.appliance.update({ where: { id: 1 }, data: { setupCodeHash: null } });
        if ((await tx.administrator.count()) > 0) throw alreadyComplete();
        const made = await tx.administrator.create({
          data: {
            name: body.name,
            nameKey: nameKey(body.name),
            passwordHash,
            role: "admin",
            lastLogonAt: new Date(cx.nowMs),
          },
        });
        const started = await startAdminSession(tx, made.id, cx);
        return { id: made.id, session: started };
      });
      await services.setupCompleted();
      cx.setSession(session);
      return {
        kind: "administrator",
        id,
        name: body.name,
        role: "admin",
        shareIds: null,
        hasSecondFactor: false,
        mustSetSecondFactor: false,
        recoveryCodesLeft: 0,
        csrfToken: session.csrfToken,
        expiresAtMs: session.expiresAtMs,
      };
    },
  };
}

function alreadyComplete(): ProblemAnswer {
  return new ProblemAnswer("setup-complete", "There is an administrator already; sign in.");
}
