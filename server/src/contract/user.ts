import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { changed, removedSchema } from "./change.ts";
import { byIdentifierSchema, confirmQuerySchema, identifierSchema } from "./identifier.ts";
import { newPasswordSchema } from "./password.ts";
import { posixIdSchema } from "./posix-id.ts";
import { defineRoute } from "./route.ts";

const backupOperatorSchema = z
  .boolean()
  .describe(
    "Backup programs that sign in so may read and write every file of the shares that they reach",
  );

/** A person (or a device) that connects over SMB. Administrators of this API are something else. */
export const userSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  fullName: z.string(),
  rid: z.int(),
  uid: z.int(),
  gid: z.int(),
  enabled: z.boolean(),
  isAdministrator: z.boolean().describe("May take ownership of files over SMB"),
  isBackupOperator: backupOperatorSchema,
  hasPassword: z.boolean().describe("Without a password there is no SMB logon"),
  needsNewPassword: z
    .boolean()
    .describe(
      "A password was set, but the box has lost the key to it: no SMB logon until a new one is set",
    ),
  passwordChangedAtMs: z.int().nullable(),
  expiresAtMs: z.int().nullable(),
  groupIds: z.array(identifierSchema),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  sessionCount: z.int().describe("SMB sessions now"),
  openCount: z.int().describe("Open files and folders now"),
});

const fullNameSchema = z.string().trim().max(256);
const expiresAtMsSchema = z
  .int()
  .min(0)
  .nullable()
  .describe("Milliseconds since 1970; null: never");
const groupIdsSchema = z.array(identifierSchema).max(1000);

export const userCreateSchema = z.strictObject({
  name: accountNameSchema,
  fullName: fullNameSchema.default(""),
  password: newPasswordSchema.nullable().default(null),
  uid: posixIdSchema.optional().describe("Chosen by the server when left out"),
  gid: posixIdSchema.optional().describe("Equal to the uid when left out"),
  enabled: z.boolean().default(true),
  isAdministrator: z.boolean().default(false),
  isBackupOperator: backupOperatorSchema.default(false),
  expiresAtMs: expiresAtMsSchema.default(null),
  groupIds: groupIdsSchema.default([]),
});

export const userUpdateSchema = z.strictObject({
  name: accountNameSchema.optional(),
  fullName: fullNameSchema.optional(),
  uid: posixIdSchema.optional(),
  gid: posixIdSchema.optional(),
  enabled: z.boolean().optional(),
  isAdministrator: z.boolean().optional(),
  isBackupOperator: backupOperatorSchema.optional(),
  expiresAtMs: expiresAtMsSchema.optional(),
  groupIds: groupIdsSchema.optional(),
});

export const userPasswordSchema = z.strictObject({ password: newPasswordSchema });

export const userRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/users",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(userSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List users",
  }),
  read: defineRoute({
    method: "GET",
    path: "/api/users/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: userSchema,
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "Read one user",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/users",
    params: null,
    query: null,
    body: userCreateSchema,
    reply: changed(userSchema),
    status: 201,
    errors: ["name-taken", "uid-taken", "principal-unknown"],
    role: "users",
    audit: "user.create",
    summary: "Create a user",
  }),
  /** Renaming or disabling somebody who is connected asks for confirmation. */
  update: defineRoute({
    method: "PATCH",
    path: "/api/users/:id",
    params: byIdentifierSchema,
    query: confirmQuerySchema,
    body: userUpdateSchema,
    reply: changed(userSchema),
    errors: ["not-found", "name-taken", "uid-taken", "principal-unknown", "confirmation-needed"],
    role: "users",
    audit: "user.update",
    summary: "Change a user; fields left out stay as they are",
  }),
  setPassword: defineRoute({
    method: "PUT",
    path: "/api/users/:id/password",
    params: byIdentifierSchema,
    query: null,
    body: userPasswordSchema,
    reply: changed(userSchema),
    errors: ["not-found"],
    role: "users",
    audit: "user.password",
    summary: "Set a user's SMB password",
  }),
  remove: defineRoute({
    method: "DELETE",
    path: "/api/users/:id",
    params: byIdentifierSchema,
    query: confirmQuerySchema,
    body: null,
    reply: removedSchema,
    errors: ["not-found", "confirmation-needed"],
    role: "users",
    audit: "user.delete",
    summary: "Delete a user; the files stay",
  }),
} as const;

export type User = z.infer<typeof userSchema>;
export type UserCreate = z.input<typeof userCreateSchema>;
export type UserUpdate = z.input<typeof userUpdateSchema>;
