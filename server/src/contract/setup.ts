import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { meSchema } from "./logon.ts";
import { newPasswordSchema } from "./password.ts";
import { defineRoute } from "./route.ts";

export const setupStatusSchema = z.strictObject({
  complete: z.boolean().describe("Whether there is an administrator"),
  serverName: z.string(),
});

export const setupBodySchema = z.strictObject({
  code: z
    .string()
    .trim()
    .min(1, "The code is needed")
    .max(64)
    .optional()
    .describe("The one-time code printed at start; not needed over the Unix socket"),
  name: accountNameSchema.describe("Name of the first administrator"),
  password: newPasswordSchema,
});

export const setupRoutes = {
  status: defineRoute({
    method: "GET",
    path: "/api/setup",
    params: null,
    query: null,
    body: null,
    reply: setupStatusSchema,
    errors: [],
    role: "public",
    audit: null,
    summary: "Whether the box has been set up",
  }),
  /** Signs the new administrator in: the answer sets the session cookie. */
  complete: defineRoute({
    method: "POST",
    path: "/api/setup",
    params: null,
    query: null,
    body: setupBodySchema,
    reply: meSchema,
    status: 201,
    errors: ["setup-code-wrong", "setup-complete"],
    role: "public",
    audit: "setup.complete",
    summary: "Make the first administrator with the one-time setup code",
  }),
} as const;

export type SetupStatus = z.infer<typeof setupStatusSchema>;
export type SetupBody = z.input<typeof setupBodySchema>;
