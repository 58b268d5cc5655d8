import { z } from "zod";
import { defineRoute } from "./route.ts";

const rateShape = {
  readBytesPerSecond: z.number(),
  writtenBytesPerSecond: z.number(),
  requestsPerSecond: z.number(),
  latencyUs: z.number().nullable().describe("Mean of the last moment's requests; null: none came"),
} as const;

export const liveWarningSchema = z.strictObject({
  kind: z
    .enum(["unprotected", "old-dialect", "failed-logons"])
    .describe("Neither signed nor encrypted; a dialect before 3.0; logons that failed"),
  address: z.string(),
  user: z.string(),
  detail: z.string().describe("What was seen, such as the dialect"),
  count: z.int(),
  lastAtMs: z.int(),
  advice: z.string().describe("What to do"),
});

export const liveSchema = z.strictObject({
  asOfMs: z.int().nullable(),
  isCurrent: z.boolean().describe("false: the file server cannot be asked at the moment"),
  shares: z
    .array(z.strictObject({ share: z.string(), ...rateShape }))
    .describe("The busiest first"),
  clients: z
    .array(
      z.strictObject({
        sessionId: z.string(),
        user: z.string(),
        address: z.string(),
        clientName: z.string(),
        ...rateShape,
      }),
    )
    .describe("The busiest sessions first, a hundred at most"),
});

export const liveRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/live",
    params: null,
    query: null,
    body: null,
    reply: liveSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Throughput, requests and latency of each share and client, now",
  }),
  warnings: defineRoute({
    method: "GET",
    path: "/api/live/warnings",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(liveWarningSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary:
      "Clients that are badly protected and, for readers of the audit log, that failed to sign in",
  }),
} as const;

export type LiveFigures = z.infer<typeof liveSchema>;
export type LiveWarning = z.infer<typeof liveWarningSchema>;
