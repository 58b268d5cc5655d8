import { z } from "zod";
import { defineRoute } from "./route.ts";

export const healthRoutes = {
  health: defineRoute({
    method: "GET",
    path: "/api/health",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ status: z.literal("ok"), version: z.string() }),
    errors: [],
    role: "public",
    audit: null,
    summary: "The process runs",
  }),
  /** 503 "not-ready" while the database does not answer; the engine's state does not make the API unready. */
  ready: defineRoute({
    method: "GET",
    path: "/api/ready",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({
      status: z.literal("ready"),
      engine: z.enum(["live", "applying", "not-live"]),
    }),
    errors: ["not-ready"],
    role: "public",
    audit: null,
    summary: "The API can do its work",
  }),
  metrics: defineRoute({
    method: "GET",
    path: "/metrics",
    params: null,
    query: null,
    body: null,
    reply: z.string(),
    replyType: "text/plain",
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Prometheus metrics of the API and of the file server",
  }),
} as const;
