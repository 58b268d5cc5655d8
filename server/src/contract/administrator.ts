import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { byIdentifierSchema, identifierSchema, unchangedQuerySchema } from "./identifier.ts";
import { newPasswordSchema } from "./password.ts";
import { roleSchema } from "./role.ts";
import { defineRoute } from "./route.ts";
import { versionSchema } from "./version.ts";

export const administratorSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  role: roleSchema,
  shareIds: z
    .array(identifierSchema)
    .nullable()
    .describe("With the shares role: looks after these only; null: after all"),
  hasSecondFactor: z.boolean(),
  hasPassword: z.boolean().describe("Without one, signs in at the identity provider only"),
  createdAtMs: z.int(),
  lastLogonAtMs: z.int().nullable(),
  version: versionSchema,
});

const shareIdsSchema = z
  .array(identifierSchema)
  .max(1000)
  .nullable()
  .describe("With the shares role: the only shares to look after; null: all");

export const administratorCreateSchema = z.strictObject({
  name: accountNameSchema,
  password: newPasswordSchema,
  role: roleSchema.default("admin"),
  shareIds: shareIdsSchema.default(null),
});

export const administratorPasswordSchema = z.strictObject({ password: newPasswordSchema });

export const administratorUpdateSchema = z.strictObject({
  role: roleSchema.optional(),
  shareIds: shareIdsSchema.optional(),
});

export const administratorRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/administrators",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(administratorSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List administrators",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/administrators",
    params: null,
    query: null,
    body: administratorCreateSchema,
    reply: z.strictObject({ item: administratorSchema }),
    status: 201,
    errors: ["name-taken", "share-unknown"],
    role: "admin",
    audit: "administrator.create",
    summary: "Add an administrator",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/administrators/:id",
    params: byIdentifierSchema,
    query: unchangedQuerySchema,
    body: administratorUpdateSchema,
    reply: z.strictObject({ item: administratorSchema }),
    errors: ["not-found", "last-administrator", "share-unknown", "conflict"],
    role: "admin",
    audit: "administrator.update",
    summary: "Change an administrator's role and shares; fields left out stay as they are",
  }),
  /** Ends the sessions of that administrator. */
  setPassword: defineRoute({
    method: "PUT",
    path: "/api/administrators/:id/password",
    params: byIdentifierSchema,
    query: null,
    body: administratorPasswordSchema,
    reply: null,
    errors: ["not-found"],
    role: "admin",
    audit: "administrator.password",
    summary: "Set an administrator's password",
  }),
  /** For a lost phone; ends the sessions of that administrator. */
  removeSecondFactor: defineRoute({
    method: "DELETE",
    path: "/api/administrators/:id/second-factor",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "admin",
    audit: "administrator.second-factor-remove",
    summary: "Let an administrator sign in without the second factor",
  }),
  remove: defineRoute({
    method: "DELETE",
    path: "/api/administrators/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found", "last-administrator"],
    role: "admin",
    audit: "administrator.delete",
    summary: "Delete an administrator; the last one with the admin role stays",
  }),
} as const;

export type Administrator = z.infer<typeof administratorSchema>;
