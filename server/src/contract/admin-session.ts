import { z } from "zod";
import { byIdentifierSchema, identifierSchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

/** Somebody signed in to these pages; sessions of the file server are something else. */
export const adminSessionSchema = z.strictObject({
  id: identifierSchema,
  administratorId: identifierSchema,
  administratorName: z.string(),
  address: z.string(),
  userAgent: z.string().describe("What the browser calls itself"),
  method: z.enum(["password", "oidc"]),
  isCurrent: z.boolean().describe("The one that asks"),
  createdAtMs: z.int(),
  lastUsedAtMs: z.int().describe("To the minute"),
  expiresAtMs: z.int(),
});

const listReply = z.strictObject({ items: z.array(adminSessionSchema) });

export const adminSessionRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/administrator-sessions",
    params: null,
    query: null,
    body: null,
    reply: listReply,
    errors: [],
    role: "admin",
    audit: null,
    summary: "List who is signed in to these pages",
  }),
  end: defineRoute({
    method: "DELETE",
    path: "/api/administrator-sessions/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "admin",
    audit: "administrator.session-end",
    summary: "Sign somebody out of these pages at once",
  }),
  listOwn: defineRoute({
    method: "GET",
    path: "/api/me/sessions",
    params: null,
    query: null,
    body: null,
    reply: listReply,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List where one is signed in",
  }),
  endOwn: defineRoute({
    method: "DELETE",
    path: "/api/me/sessions/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "viewer",
    audit: "administrator.session-end",
    summary: "Sign oneself out somewhere else",
  }),
  endOthers: defineRoute({
    method: "DELETE",
    path: "/api/me/sessions",
    params: null,
    query: null,
    body: null,
    reply: null,
    errors: [],
    role: "viewer",
    audit: "administrator.session-end",
    summary: "Sign oneself out everywhere else",
  }),
} as const;

export type AdminSession = z.infer<typeof adminSessionSchema>;
