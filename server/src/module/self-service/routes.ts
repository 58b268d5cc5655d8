import { timingSafeEqual } from "node:crypto";
import type { selfServiceRoutes } from "../../contract/self-service.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import { readPolicy } from "../access-policy/read-policy.ts";
import { refuseThrottled, tooManyFailures } from "../logon/throttled.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";
import { newPassword } from "../user/new-password.ts";

export function selfServiceHandlers(services: Services): Handlers<typeof selfServiceRoutes> {
  const { changes, db, sealer, userThrottle } = services;
  return {
    rules: async () => {
      const [policy, setting] = await Promise.all([
        readPolicy(db),
        db.setting.findUniqueOrThrow({ where: { id: 1 } }),
      ]);
      return {
        serverName: setting.serverName,
        enabled: policy.selfService,
        passwordLengthMin: policy.passwordLengthMin,
        passwordHistory: policy.passwordHistory,
        passwordWithoutName: policy.passwordWithoutName,
      };
    },

    changePassword: async (cx, { body }) => {
      const key = nameKey(body.name);
      cx.note({ user: body.name });
      if (!(await readPolicy(db)).selfService) {
        return new ProblemAnswer("not-allowed", "Ask an administrator for a new password.");
      }
      // Passwords of the file server are counted by themselves: guessing them locks no administrator out.
      const refusal = refuseThrottled(userThrottle, cx);
      if (refusal !== null) return refusal;
      const waitMs = userThrottle.accountWaitMs(key, cx.nowMs);
      if (waitMs > 0) return tooManyFailures(waitMs);
      const found = await db.user.findFirst({ where: { principal: { nameKey: key } } });
      const sealed = found?.sealedNtHash ?? null;
      const known = found === null || sealed === null ? null : sealer.open(sealed, found.id);
      // With nobody of that name it works as long, so that time tells nothing.
      const given = ntHash(body.currentPassword);
      const isRight = timingSafeEqual(known ?? Buffer.alloc(given.length), given) && known !== null;
      const isOver = (found?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) <= cx.nowMs;
      if (!isRight || found === null || !found.enabled || isOver) {
        userThrottle.failed(cx.address, cx.nowMs, key);
        return new ProblemAnswer("logon-failed", "The name or the password is wrong.");
      }
      userThrottle.succeeded(cx.address);
      cx.note({ user: found.name });
      if (body.password === body.currentPassword) {
        return new ProblemAnswer("invalid", "The new password is the present one.", {
          fields: [{ path: "password", message: "Take another one than the present" }],
        });
      }
      await changes.revise(cx, ["users"], async (tx) => {
        const data = await newPassword(tx, sealer, found, body.password, cx.nowMs);
        await tx.user.update({
          where: { id: found.id },
          data: { ...data, mustChangePassword: false },
        });
      });
      return undefined;
    },
  };
}
