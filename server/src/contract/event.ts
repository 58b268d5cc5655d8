import { z } from "zod";
import { engineSampleSchema, engineStateSchema } from "./engine.ts";
import { defineRoute } from "./route.ts";

/** What a client may have cached; an invalidation names those to fetch again. */
export const resourceSchema = z.enum([
  "access-policy",
  "administrators",
  "alert-channels",
  "alert-rules",
  "alerts",
  "api-keys",
  "audit",
  "audit-policy",
  "backup",
  "certificate",
  "engine",
  "groups",
  "jobs",
  "live",
  "mass-changes",
  "opens",
  "permission-presets",
  "permissions",
  "removals",
  "sessions",
  "settings",
  "shares",
  "users",
]);

/**
 * The data of one server-sent event, as JSON; the event's own name is always "message".
 * The first is an "engine" event, so that a page knows the state without asking.
 */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("invalidate"), resources: z.array(resourceSchema) }),
  z.strictObject({
    type: z.literal("engine"),
    engine: engineStateSchema,
    /** Newest sample of the throughput chart; null before the engine's first two words. */
    sample: engineSampleSchema.nullable(),
  }),
]);

export const eventRoutes = {
  stream: defineRoute({
    method: "GET",
    path: "/api/events",
    params: null,
    query: null,
    body: null,
    reply: eventSchema,
    replyType: "text/event-stream",
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Server-sent events: what to fetch again, and the live state",
  }),
} as const;

export type Resource = z.infer<typeof resourceSchema>;
export type LarderEvent = z.infer<typeof eventSchema>;
