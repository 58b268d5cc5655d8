import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { changed } from "./change.ts";
import {
  byIdentifierSchema,
  confirmQuerySchema,
  confirmUnchangedQuerySchema,
  identifierSchema,
} from "./identifier.ts";
import { pageOf, pageQueryShape } from "./page.ts";
import { newPasswordSchema } from "./password.ts";
import { posixIdSchema } from "./posix-id.ts";
import { keptRemovalSchema } from "./removal.ts";
import { defineRoute } from "./route.ts";
import { TIME_MS_MAX } from "./time-max.ts";
import { versionSchema } from "./version.ts";

const backupOperatorSchema = z
  .boolean()
  .describe(
    "Backup programs that sign in so may read and write every file of the shares that they reach",
  );

const mustChangeSchema = z
  .boolean()
  .describe("Refused over SMB until they have changed the password, as they can in the browser");

const neverExpiresSchema = z
  .boolean()
  .describe("The maximum age of passwords does not hold: for devices and programs");

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
  passwordExpiresAtMs: z
    .int()
    .nullable()
    .describe("When the policy asks for a new password; null: never"),
  mustChangePassword: mustChangeSchema,
  passwordNeverExpires: neverExpiresSchema,
  lastLogonAtMs: z.int().nullable().describe("Last logon over SMB; null: never seen"),
  expiresAtMs: z.int().nullable(),
  groupIds: z.array(identifierSchema),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  version: versionSchema,
  sessionCount: z.int().describe("SMB sessions now"),
  openCount: z.int().describe("Open files and folders now"),
});

const fullNameSchema = z.string().trim().max(256);
const expiresAtMsSchema = z
  .int()
  .min(0)
  .max(TIME_MS_MAX)
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
  mustChangePassword: mustChangeSchema.default(false),
  passwordNeverExpires: neverExpiresSchema.default(false),
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
  mustChangePassword: mustChangeSchema.optional(),
  passwordNeverExpires: neverExpiresSchema.optional(),
  expiresAtMs: expiresAtMsSchema.optional(),
  groupIds: groupIdsSchema.optional(),
});

export const userPasswordSchema = z.strictObject({
  password: newPasswordSchema,
  mustChangePassword: mustChangeSchema.default(false),
});

export const userListQuerySchema = z.strictObject({
  ...pageQueryShape,
  name: z.string().max(64).optional().describe("Exactly this name, but for case"),
  groupId: identifierSchema.optional().describe("Members of this group only"),
  state: z
    .enum(["enabled", "disabled", "expired", "no-password", "must-change"])
    .optional()
    .describe("Users in this state only"),
  sort: z
    .enum(["name", "-name", "fullName", "-fullName", "uid", "-uid", "lastLogon", "-lastLogon"])
    .default("name"),
});

export const userBulkSchema = z.strictObject({
  ids: z.array(identifierSchema).min(1).max(1000),
  action: z.enum([
    "enable",
    "disable",
    "must-change",
    "need-not-change",
    "add-to-group",
    "remove-from-group",
    "delete",
  ]),
  groupId: identifierSchema.optional().describe("For the actions on a group"),
});

export const userRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/users",
    params: null,
    query: userListQuerySchema,
    body: null,
    reply: pageOf(userSchema),
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
    query: confirmUnchangedQuerySchema,
    body: userUpdateSchema,
    reply: changed(userSchema),
    errors: [
      "not-found",
      "name-taken",
      "uid-taken",
      "principal-unknown",
      "confirmation-needed",
      "conflict",
    ],
    role: "users",
    audit: "user.update",
    summary: "Change a user; fields left out stay as they are",
  }),
  /** All or none, as one revision. */
  bulk: defineRoute({
    method: "POST",
    path: "/api/users/bulk",
    params: null,
    query: confirmQuerySchema,
    body: userBulkSchema,
    reply: z.strictObject({
      item: z.strictObject({
        count: z.int(),
        changedIds: z
          .array(identifierSchema)
          .describe("Those of the users who were not like that before"),
        removalId: keptRemovalSchema.shape.removalId,
      }),
      revision: z.int(),
    }),
    errors: ["not-found", "principal-unknown", "confirmation-needed"],
    role: "users",
    audit: "user.bulk",
    summary: "Do the same to several users",
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
    reply: keptRemovalSchema,
    errors: ["not-found", "confirmation-needed"],
    role: "users",
    audit: "user.delete",
    summary: "Delete a user; the files stay",
  }),
} as const;

export type UserListQuery = z.input<typeof userListQuerySchema>;
export type User = z.infer<typeof userSchema>;
export type UserCreate = z.input<typeof userCreateSchema>;
export type UserUpdate = z.input<typeof userUpdateSchema>;
