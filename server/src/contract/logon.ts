import { z } from "zod";
import { givenPasswordSchema, newPasswordSchema } from "./password.ts";
import { roleSchema } from "./role.ts";
import { defineRoute } from "./route.ts";
import { secondFactorCodeSchema } from "./second-factor.ts";

/** Header that carries `csrfToken` on every call that is not GET, when signed in by cookie. */
export const CSRF_HEADER = "x-csrf-token";

export const meSchema = z.strictObject({
  kind: z.enum(["administrator", "api-key", "socket"]),
  /** The administrator's id; null for API keys and the socket. */
  id: z.string().nullable(),
  name: z.string(),
  role: roleSchema,
  shareIds: z
    .array(z.string())
    .nullable()
    .describe("The only shares that one looks after; null: no such limit"),
  hasSecondFactor: z.boolean(),
  mustSetSecondFactor: z.boolean().describe("Nothing else is answered before it is set up"),
  recoveryCodesLeft: z.int().describe("Recovery codes that were not used yet"),
  /** Only for cookie sessions. */
  csrfToken: z.string().nullable(),
  expiresAtMs: z.int().nullable(),
});

export const logonBodySchema = z.strictObject({
  name: z.string().trim().min(1, "A name is needed").max(64),
  password: givenPasswordSchema,
  code: secondFactorCodeSchema.optional(),
});

export const ownPasswordBodySchema = z.strictObject({
  currentPassword: givenPasswordSchema,
  password: newPasswordSchema,
});

export const logonRoutes = {
  logon: defineRoute({
    method: "POST",
    path: "/api/logon",
    params: null,
    query: null,
    body: logonBodySchema,
    reply: meSchema,
    errors: ["logon-failed", "second-factor-needed", "second-factor-wrong", "setup-needed"],
    role: "public",
    audit: "administrator.logon",
    summary: "Sign in; sets the session cookie",
  }),
  logoff: defineRoute({
    method: "POST",
    path: "/api/logoff",
    params: null,
    query: null,
    body: null,
    reply: null,
    errors: [],
    role: "viewer",
    beforeSecondFactor: true,
    audit: "administrator.logoff",
    summary: "Sign out; ends the session on the server",
  }),
  me: defineRoute({
    method: "GET",
    path: "/api/me",
    params: null,
    query: null,
    body: null,
    reply: meSchema,
    errors: [],
    role: "viewer",
    beforeSecondFactor: true,
    audit: null,
    summary: "Who is calling",
  }),
  /** Ends every other session of the same administrator. */
  changeOwnPassword: defineRoute({
    method: "PUT",
    path: "/api/me/password",
    params: null,
    query: null,
    body: ownPasswordBodySchema,
    reply: null,
    errors: ["password-wrong"],
    role: "viewer",
    beforeSecondFactor: true,
    audit: "administrator.password",
    summary: "Change one's own password",
  }),
} as const;

export type Me = z.infer<typeof meSchema>;
export type LogonBody = z.input<typeof logonBodySchema>;
