import { z } from "zod";
import { byIdentifierSchema, identifierSchema } from "./identifier.ts";
import { roleSchema } from "./role.ts";
import { defineRoute } from "./route.ts";
import { TIME_MS_MAX } from "./time-max.ts";

const rateSchema = z
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .describe("Requests a minute; null: as many as an address may make");

export const apiKeySchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  role: roleSchema,
  /** The first characters of the key, to recognise it by. */
  prefix: z.string(),
  createdAtMs: z.int(),
  expiresAtMs: z.int().nullable(),
  lastUsedAtMs: z.int().nullable(),
  requestsPerMinute: rateSchema,
});

export const apiKeyCreateSchema = z.strictObject({
  name: z.string().trim().min(1, "A name is needed").max(64),
  role: roleSchema.default("viewer"),
  expiresAtMs: z.int().min(0).max(TIME_MS_MAX).nullable().default(null),
  requestsPerMinute: rateSchema.default(null),
});

export const apiKeyRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/api-keys",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(apiKeySchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List API keys",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/api-keys",
    params: null,
    query: null,
    body: apiKeyCreateSchema,
    reply: z.strictObject({
      item: apiKeySchema,
      key: z.string().describe("Shown this once; send it as Authorization: Bearer"),
    }),
    status: 201,
    errors: ["name-taken"],
    role: "admin",
    audit: "api-key.create",
    summary: "Make an API key",
  }),
  revoke: defineRoute({
    method: "DELETE",
    path: "/api/api-keys/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "admin",
    audit: "api-key.revoke",
    summary: "Revoke an API key at once",
  }),
} as const;

export type ApiKey = z.infer<typeof apiKeySchema>;
export type ApiKeyCreate = z.input<typeof apiKeyCreateSchema>;
