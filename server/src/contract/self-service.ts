import { z } from "zod";
import { givenPasswordSchema, newPasswordSchema } from "./password.ts";
import { defineRoute } from "./route.ts";

/** What users of the file server do for themselves. It gives no session: name and password are proven each time. */
export const selfServiceRoutes = {
  rules: defineRoute({
    method: "GET",
    path: "/api/self-service",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({
      serverName: z.string(),
      enabled: z.boolean(),
      passwordLengthMin: z.int(),
      passwordHistory: z.int(),
      passwordWithoutName: z.boolean(),
    }),
    errors: [],
    role: "public",
    audit: null,
    summary: "Whether users may change their password here, and the rules for a new one",
  }),
  changePassword: defineRoute({
    method: "POST",
    path: "/api/self-service/password",
    params: null,
    query: null,
    body: z.strictObject({
      name: z.string().trim().min(1, "A name is needed").max(64),
      currentPassword: givenPasswordSchema,
      password: newPasswordSchema,
    }),
    reply: null,
    errors: ["logon-failed"],
    role: "public",
    audit: "user.own-password",
    summary: "Change one's own password for the file server",
  }),
} as const;
