import { z } from "zod";
import { identifierSchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

export const principalSchema = z.strictObject({
  id: identifierSchema,
  kind: z.enum(["user", "group"]),
  name: z.string(),
  fullName: z.string().describe("Of a user; a group's comment"),
});

export const principalRoutes = {
  /** For pickers, which search, and for names of ids that one has. */
  list: defineRoute({
    method: "GET",
    path: "/api/principals",
    params: null,
    query: z.strictObject({
      q: z.string().trim().max(64).optional().describe("Part of a name"),
      kind: z.enum(["user", "group"]).optional(),
      ids: z
        .string()
        .max(7_500)
        .regex(
          /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:,[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})*$/,
        )
        .optional()
        .describe("These only, with commas between them"),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: null,
    reply: z.strictObject({ items: z.array(principalSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Look users and groups up by name or id",
  }),
} as const;

export type PrincipalName = z.infer<typeof principalSchema>;
