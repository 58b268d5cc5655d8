import { massChangeSchema, touchedPathSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";

export { massChangeSchema, touchedPathSchema };

const paramsSchema = z.strictObject({ id: z.string().min(1).max(64) });

export const massChangeRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/mass-changes",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(massChangeSchema), isCurrent: z.boolean() }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List who changed too much at once, until it is settled",
  }),
  touched: defineRoute({
    method: "GET",
    path: "/api/mass-changes/:id/touched",
    params: paramsSchema,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(touchedPathSchema) }),
    errors: ["not-found", "engine-unreachable"],
    role: "auditor",
    audit: null,
    summary: "List what was changed, the newest first, the last thousand paths",
  }),
  release: defineRoute({
    method: "POST",
    path: "/api/mass-changes/:id/release",
    params: paramsSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found", "engine-unreachable"],
    role: "shares",
    audit: "mass-change.release",
    summary: "Settle a mass change; a user who was cut off may come again",
  }),
} as const;

export type MassChangePath = z.infer<typeof touchedPathSchema>;
