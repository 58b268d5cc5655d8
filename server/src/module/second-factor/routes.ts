import { verifyPassword } from "../../auth/password-hash.ts";
import { base32, matchingStep, newTotpSecret, totpUri } from "../../auth/totp.ts";
import type { secondFactorRoutes } from "../../contract/second-factor.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { refuseThrottled } from "../logon/throttled.ts";
import type { Services } from "../services.ts";
import {
  removeSecondFactor,
  replaceRecoveryCodes,
  spendCode,
  totpSealId,
} from "./second-factor.ts";

export function secondFactorHandlers(services: Services): Handlers<typeof secondFactorRoutes> {
  const { changes, db, sealer, throttle } = services;
  return {
    offer: async (cx, { body }) => {
      const own = await ownAccount(cx);
      if (own.sealedTotpSecret !== null) throw alreadySet();
      await provePassword(cx, own.passwordHash, body.password);
      const secret = newTotpSecret();
      const sealedTotpOffer = Uint8Array.from(sealer.seal(secret, totpSealId(own.id)));
      await changes.apply(cx, [], async (tx) => {
        await tx.administrator.update({ where: { id: own.id }, data: { sealedTotpOffer } });
      });
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      return { secret: base32(secret), uri: totpUri(secret, serverName, own.name) };
    },

    confirm: async (cx, { body }) => {
      const own = await ownAccount(cx);
      if (own.sealedTotpSecret !== null) throw alreadySet();
      const { sealedTotpOffer } = own;
      const secret =
        sealedTotpOffer === null ? null : sealer.open(sealedTotpOffer, totpSealId(own.id));
      if (secret === null) throw new ProblemAnswer("conflict", "Begin again with a new QR code.");
      refuseThrottledCodes(cx, own.id);
      const step = matchingStep(secret, body.code, cx.nowMs, 0);
      if (step === null) throw wrongCode(cx, own.id);
      return changes.apply(cx, ["administrators"], async (tx) => {
        const data = {
          sealedTotpSecret: sealedTotpOffer,
          sealedTotpOffer: null,
          totpLastStep: step,
        };
        await tx.administrator.update({ where: { id: own.id }, data });
        return { recoveryCodes: await replaceRecoveryCodes(tx, own.id) };
      });
    },

    renewRecoveryCodes: async (cx, { body }) => {
      const own = await accountWithFactor(cx);
      await proveCode(cx, own, body.code);
      return changes.apply(cx, [], async (tx) => ({
        recoveryCodes: await replaceRecoveryCodes(tx, own.id),
      }));
    },

    remove: async (cx, { body }) => {
      const own = await accountWithFactor(cx);
      await provePassword(cx, own.passwordHash, body.password);
      await proveCode(cx, own, body.code);
      await changes.apply(cx, ["administrators"], (tx) => removeSecondFactor(tx, own.id));
      return undefined;
    },
  };

  async function ownAccount(cx: RequestCx) {
    if (cx.caller?.kind !== "administrator") {
      throw new ProblemAnswer("not-allowed", "Only a person has a second factor.");
    }
    return db.administrator.findUniqueOrThrow({ where: { id: cx.caller.id } });
  }

  async function accountWithFactor(cx: RequestCx) {
    const own = await ownAccount(cx);
    if (own.sealedTotpSecret !== null) return own;
    throw new ProblemAnswer("conflict", "No second factor is set up.");
  }

  async function provePassword(cx: RequestCx, hash: string | null, password: string) {
    const refusal = refuseThrottled(throttle, cx);
    if (refusal !== null) throw refusal;
    if (await verifyPassword(hash, password)) return;
    throttle.failed(cx.address, cx.nowMs);
    throw new ProblemAnswer("password-wrong", "The current password is wrong.", {
      fields: [{ path: "password", message: "This is not your password" }],
    });
  }

  async function proveCode(
    cx: RequestCx,
    own: { id: string; sealedTotpSecret: Uint8Array | null },
    code: string,
  ) {
    refuseThrottledCodes(cx, own.id);
    if (!(await spendCode(db, sealer, own, code, cx.nowMs))) throw wrongCode(cx, own.id);
  }

  function refuseThrottledCodes(cx: RequestCx, id: string) {
    const seconds = Math.ceil(throttle.codeWaitMs(id, cx.nowMs) / 1000);
    if (seconds === 0) return;
    throw new ProblemAnswer("too-many-requests", `Too many wrong codes; wait ${seconds} seconds.`, {
      retryAfterSeconds: seconds,
    });
  }

  function wrongCode(cx: RequestCx, id: string): ProblemAnswer {
    throttle.codeFailed(cx.address, cx.nowMs, id);
    return new ProblemAnswer(
      "second-factor-wrong",
      "The code is wrong or was used already. Wait for the next one; check the clock of the phone and the box.",
      { fields: [{ path: "code", message: "Wrong, or used already" }] },
    );
  }
}

function alreadySet(): ProblemAnswer {
  return new ProblemAnswer("conflict", "A second factor is set up already; remove it first.");
}
