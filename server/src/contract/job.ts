import { z } from "zod";
import { byIdentifierSchema, identifierSchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

/** Work that takes longer than a request: it goes on when the page that began it is closed. */
export const jobSchema = z.strictObject({
  id: identifierSchema,
  kind: z.string().describe('The audit label of what began it, such as "permission.apply"'),
  title: z.string().describe("What it does, in words"),
  share: z.string(),
  path: z.string(),
  actor: z.string().describe("Who began it"),
  state: z
    .enum(["running", "done", "failed", "cancelled", "interrupted"])
    .describe("interrupted: the server or the engine stopped before it was through"),
  doneCount: z.int(),
  failedCount: z.int(),
  totalCount: z.int().nullable().describe("null: not known"),
  note: z.string().describe("What it is at, or how it ended, in words"),
  startedAtMs: z.int(),
  endedAtMs: z.int().nullable(),
});

export const jobFailureSchema = z.strictObject({
  timeMs: z.int(),
  path: z.string(),
  reason: z.string(),
});

export const jobRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/jobs",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(jobSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List jobs, those that run first, then the newest",
  }),
  read: defineRoute({
    method: "GET",
    path: "/api/jobs/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: z.strictObject({
      job: jobSchema,
      failures: z.array(jobFailureSchema).describe("The first thousand; failedCount has them all"),
    }),
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "Read one job and the log of what failed",
  }),
  cancel: defineRoute({
    method: "POST",
    path: "/api/jobs/:id/cancel",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: jobSchema,
    errors: ["not-found"],
    role: "shares",
    audit: "job.cancel",
    summary: "Stop a job; what it has done stays done",
  }),
} as const;

export type Job = z.infer<typeof jobSchema>;
export type JobFailure = z.infer<typeof jobFailureSchema>;
