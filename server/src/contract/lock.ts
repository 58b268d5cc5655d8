import { LOCKS_TOLD_MAX, lockStatusSchema } from "@larder/smbd/control";
import { z } from "zod";
import { pageOf, pageQueryShape } from "./page.ts";
import { defineRoute } from "./route.ts";

export const lockRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/locks",
    params: null,
    query: z.strictObject({
      page: pageQueryShape.page,
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(LOCKS_TOLD_MAX)
        .default(100)
        .describe("Locks to a page"),
      openId: z.string().min(1).max(64).optional().describe("Of one open file"),
      share: z.string().min(1).max(80).optional().describe("Name of a share"),
      user: z.string().min(1).max(64).optional(),
    }),
    body: null,
    reply: pageOf(lockStatusSchema),
    errors: ["engine-unreachable", "engine-refused"],
    role: "viewer",
    audit: null,
    summary:
      "List locked ranges of open files, and who waits for one, as the file server has them now",
  }),
} as const;

export type FileLock = z.infer<typeof lockStatusSchema>;
