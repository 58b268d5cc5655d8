import { z } from "zod";
import { changed } from "./change.ts";
import { unchangedQuerySchema } from "./identifier.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "./password.ts";
import { defineRoute } from "./route.ts";
import { stored } from "./version.ts";

/** How people prove who they are: here, and to the file server. */
export const accessPolicySchema = z.strictObject({
  secondFactorRequired: z
    .boolean()
    .describe("Administrators who sign in with a password need a second factor"),
  passwordLengthMin: z
    .int()
    .min(PASSWORD_LENGTH_MIN)
    .max(64)
    .describe(`Characters; at most ${PASSWORD_LENGTH_MAX} are taken anyway`),
  passwordHistory: z
    .int()
    .min(0)
    .max(24)
    .describe("So many former passwords of a user may not come back; 0: any may"),
  passwordWithoutName: z.boolean().describe("A password may not hold the name"),
  passwordAgeDaysMax: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .describe("Users have to change older passwords; null: never"),
  selfService: z.boolean().describe("Users may change their own password in the browser"),
});

export const storedAccessPolicySchema = stored(accessPolicySchema);
export const accessPolicyUpdateSchema = accessPolicySchema.partial();

export const accessPolicyRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/access-policy",
    params: null,
    query: null,
    body: null,
    reply: storedAccessPolicySchema,
    errors: [],
    role: "viewer",
    beforeSecondFactor: true,
    audit: null,
    summary: "Read the rules for passwords and second factors",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/access-policy",
    params: null,
    query: unchangedQuerySchema,
    body: accessPolicyUpdateSchema,
    reply: changed(storedAccessPolicySchema),
    errors: ["conflict"],
    role: "admin",
    audit: "access-policy.update",
    summary: "Change the rules; fields left out stay as they are",
  }),
} as const;

export type StoredAccessPolicy = z.infer<typeof storedAccessPolicySchema>;
export type AccessPolicy = z.infer<typeof accessPolicySchema>;
