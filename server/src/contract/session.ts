import { sessionStatusSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";

export { sessionStatusSchema };

/** What the engine said last; `isCurrent` is false while it cannot be asked. */
export const sessionListSchema = z.strictObject({
  items: z.array(sessionStatusSchema),
  asOfMs: z.int().nullable(),
  isCurrent: z.boolean(),
});

export const sessionRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/sessions",
    params: null,
    query: null,
    body: null,
    reply: sessionListSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List SMB sessions",
  }),
  close: defineRoute({
    method: "DELETE",
    path: "/api/sessions/:id",
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    query: null,
    body: null,
    reply: null,
    errors: ["not-found", "engine-refused", "engine-unreachable"],
    role: "shares",
    audit: "session.close",
    summary: "End an SMB session and close its files",
  }),
} as const;

export type SessionList = z.infer<typeof sessionListSchema>;
