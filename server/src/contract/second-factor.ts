import { z } from "zod";
import { givenPasswordSchema } from "./password.ts";
import { defineRoute } from "./route.ts";

/** Six digits of the app, or a recovery code however it was typed. */
export const secondFactorCodeSchema = z
  .string()
  .trim()
  .min(6, "A code has at least six digits")
  .max(32)
  .describe("Code of the authenticator app, or a recovery code");

const recoveryCodesSchema = z.strictObject({
  recoveryCodes: z.array(z.string()).describe("Shown this once; each works once"),
});

export const secondFactorRoutes = {
  /** Changes nothing for the next logon until the code of the app has been proven. */
  offer: defineRoute({
    method: "POST",
    path: "/api/me/second-factor",
    params: null,
    query: null,
    body: z.strictObject({ password: givenPasswordSchema }),
    reply: z.strictObject({
      secret: z.string().describe("For typing into the app"),
      uri: z.string().describe("For the QR code"),
    }),
    errors: ["password-wrong", "conflict"],
    role: "viewer",
    beforeSecondFactor: true,
    audit: "second-factor.offer",
    summary: "Begin to set up one's own second factor",
  }),
  confirm: defineRoute({
    method: "PUT",
    path: "/api/me/second-factor",
    params: null,
    query: null,
    body: z.strictObject({ code: secondFactorCodeSchema }),
    reply: recoveryCodesSchema,
    errors: ["second-factor-wrong", "conflict"],
    role: "viewer",
    beforeSecondFactor: true,
    audit: "second-factor.set",
    summary: "Prove the app's code; from now on logons need one",
  }),
  renewRecoveryCodes: defineRoute({
    method: "POST",
    path: "/api/me/second-factor/recovery-codes",
    params: null,
    query: null,
    body: z.strictObject({ code: secondFactorCodeSchema }),
    reply: recoveryCodesSchema,
    errors: ["second-factor-wrong", "conflict"],
    role: "viewer",
    audit: "second-factor.recovery-codes",
    summary: "Make new recovery codes; the former ones end",
  }),
  remove: defineRoute({
    method: "POST",
    path: "/api/me/second-factor/removal",
    params: null,
    query: null,
    body: z.strictObject({ password: givenPasswordSchema, code: secondFactorCodeSchema }),
    reply: null,
    errors: ["password-wrong", "second-factor-wrong", "conflict"],
    role: "viewer",
    audit: "second-factor.remove",
    summary: "Sign in without a second factor again",
  }),
} as const;
