import { z } from "zod";
import { defineRoute } from "./route.ts";

export const logSourceSchema = z.enum(["server", "engine", "database"]);
export const logLevelSchema = z.enum(["trace", "debug", "info", "warn", "error", "fatal"]);

export const logEntrySchema = z.strictObject({
  timeMs: z.int().nullable().describe("null: its program did not say"),
  level: logLevelSchema,
  message: z.string(),
  detail: z.string().describe("What else the line holds, as JSON"),
});

export const logQuerySchema = z.strictObject({
  source: logSourceSchema.default("server").describe("engine: the file server"),
  level: logLevelSchema.default("info").describe("This and worse"),
  q: z.string().trim().max(200).default("").describe("Found in the message or the rest"),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

export const systemSchema = z.strictObject({
  version: z.string(),
  engineVersion: z.string().nullable().describe("null: it has not said anything yet"),
  node: z.string(),
  platform: z.string(),
  startedAtMs: z.int(),
  releases: z
    .array(z.strictObject({ version: z.string(), date: z.string(), lines: z.array(z.string()) }))
    .describe("What each release brought, newest first"),
});

export const systemRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/system",
    params: null,
    query: null,
    body: null,
    reply: systemSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Versions, and what is new in them",
  }),
  log: defineRoute({
    method: "GET",
    path: "/api/system/log",
    params: null,
    query: logQuerySchema,
    body: null,
    reply: z.strictObject({
      items: z.array(logEntrySchema).describe("Newest first"),
      isKeptHere: z
        .boolean()
        .describe("false: this program's log is not within reach, as in another container"),
    }),
    errors: [],
    role: "admin",
    audit: null,
    summary: "The last lines that the programs of this box logged",
  }),
  diagnostics: defineRoute({
    method: "POST",
    path: "/api/system/diagnostics",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({
      fileName: z.string(),
      /** A gzipped tar, as base64. */
      content: z.string(),
      files: z.array(z.string()),
    }),
    errors: [],
    role: "admin",
    audit: "system.diagnostics",
    summary: "Collect what somebody needs to find a fault, without secrets",
  }),
} as const;

export type LogEntry = z.infer<typeof logEntrySchema>;
export type LogLevel = z.infer<typeof logLevelSchema>;
export type LogSource = z.infer<typeof logSourceSchema>;
export type System = z.infer<typeof systemSchema>;
