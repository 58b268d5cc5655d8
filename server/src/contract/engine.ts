import { engineStatusSchema, LATENCY_BOUNDS_US, shareStatusSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";

export { engineStatusSchema, LATENCY_BOUNDS_US, shareStatusSchema };

/** Small enough to be pushed with every change: what the "live" badge shows. */
export const engineStateSchema = z.strictObject({
  state: z
    .enum(["live", "applying", "not-live"])
    .describe("live: everything saved is served; applying: on its way; not-live: see reason"),
  reason: z.string().describe("Why it is not live, in words; empty otherwise"),
  link: z.enum(["connected", "connecting", "refused"]),
  desiredRevision: z.int(),
  appliedRevision: z.int().describe("0: nothing yet"),
  appliedAtMs: z.int().nullable(),
});

export const engineSchema = z.strictObject({
  ...engineStateSchema.shape,
  /** What the engine said last, and when; null before its first word. */
  status: engineStatusSchema.nullable(),
  statusAtMs: z.int().nullable(),
  shares: z.array(shareStatusSchema),
  lastApplied: z
    .strictObject({
      revision: z.int(),
      treesReevaluated: z.int(),
      opensClosed: z.int(),
      sessionsClosed: z.int(),
    })
    .nullable(),
});

export const engineSampleSchema = z.strictObject({
  timeMs: z.int(),
  readBytesPerSecond: z.number(),
  writtenBytesPerSecond: z.number(),
  requestsPerSecond: z.number(),
  errorsPerSecond: z.number(),
  latencyUs: z.number().nullable().describe("Mean; null: no request came"),
  sessionCount: z.int(),
  openCount: z.int(),
});

export const engineRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/engine",
    params: null,
    query: null,
    body: null,
    reply: engineSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "State of the file server: what is saved, what is live, and its counters",
  }),
  history: defineRoute({
    method: "GET",
    path: "/api/engine/history",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(engineSampleSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Throughput of the last ten minutes, oldest first",
  }),
} as const;

export type EngineState = z.infer<typeof engineStateSchema>;
export type Engine = z.infer<typeof engineSchema>;
export type EngineSample = z.infer<typeof engineSampleSchema>;
