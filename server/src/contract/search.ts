import { z } from "zod";
import { identifierSchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

/** Of each kind: whoever sees that there are more types another letter. */
export const SEARCH_HITS_MAX = 6;

export const searchHitSchema = z.strictObject({
  kind: z.enum(["share", "user", "group"]),
  id: identifierSchema,
  name: z.string(),
  detail: z.string().describe("A share's folder, a user's full name, a group's comment"),
});

export const searchRoutes = {
  /** For the box that finds everything: shares by name, folder and comment, users and groups by name. */
  find: defineRoute({
    method: "GET",
    path: "/api/search",
    params: null,
    query: z.strictObject({
      q: z.string().trim().min(1).max(64).describe("Part of a name or path"),
    }),
    body: null,
    reply: z.strictObject({ items: z.array(searchHitSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Find shares, users and groups by a part of a name or path",
  }),
} as const;

export type SearchHit = z.infer<typeof searchHitSchema>;
