import { openStatusSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";

export { openStatusSchema };

/** What the engine said last; `isCurrent` is false while it cannot be asked. */
export const openListSchema = z.strictObject({
  items: z.array(openStatusSchema),
  asOfMs: z.int().nullable(),
  isCurrent: z.boolean(),
});

export const openRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/opens",
    params: null,
    query: z.strictObject({
      sessionId: z.string().min(1).max(64).optional(),
      share: z.string().min(1).max(80).optional().describe("Name of a share"),
      user: z.string().min(1).max(64).optional(),
    }),
    body: null,
    reply: openListSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List open files and folders",
  }),
  close: defineRoute({
    method: "DELETE",
    path: "/api/opens/:id",
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    query: null,
    body: null,
    reply: null,
    errors: ["not-found", "engine-refused", "engine-unreachable"],
    role: "shares",
    audit: "open.close",
    summary: "Close an open file; the client loses what it had not written",
  }),
} as const;

export type OpenList = z.infer<typeof openListSchema>;
