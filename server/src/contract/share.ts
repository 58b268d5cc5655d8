import { rightSchema } from "@larder/smbd/control";
import { z } from "zod";
import { changed } from "./change.ts";
import { absolutePathSchema } from "./folder.ts";
import {
  byIdentifierSchema,
  confirmQuerySchema,
  confirmUnchangedQuerySchema,
  identifierSchema,
} from "./identifier.ts";
import { jobSchema } from "./job.ts";
import { posixIdSchema } from "./posix-id.ts";
import { keptRemovalSchema } from "./removal.ts";
import { defineRoute } from "./route.ts";
import { shareNameSchema } from "./share-name.ts";
import { SHARE_POLICY_DEFAULTS, sharePolicySchema } from "./share-policy.ts";
import { type SharePreset, sharePurposeSchema } from "./share-purpose.ts";
import { versionSchema } from "./version.ts";

export { rightSchema };

/** Who may do what. "none" beats every grant; otherwise the strongest of a user's entries counts. */
export const sharePermissionSchema = z.discriminatedUnion("principal", [
  z.strictObject({
    principal: z.literal("user"),
    principalId: identifierSchema,
    right: rightSchema,
  }),
  z.strictObject({
    principal: z.literal("group"),
    principalId: identifierSchema,
    right: rightSchema,
  }),
  z.strictObject({
    principal: z.literal("everyone").describe("Every user with a name and password"),
    principalId: z.literal("").default(""),
    right: rightSchema,
  }),
]);

const symlinksSchema = z
  .enum(["none", "inside"])
  .describe("Symbolic links are followed inside the share or not at all");
const enumerationSchema = z
  .boolean()
  .describe("Folders list only what whoever looks may open; listing reads each entry's rights");
const availabilitySchema = z
  .boolean()
  .describe("Open files outlive a restart of the engine; opening one costs a write to disk");
const changeNotifySchema = z
  .boolean()
  .describe("Clients are told of changes in folders that they show; without, they ask again");
const modeSchema = z.int().min(0).max(0o7777).describe("POSIX mode of what is made, as a number");

export const shareSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  path: z.string(),
  comment: z.string(),
  purpose: sharePurposeSchema,
  enabled: z.boolean(),
  hidden: z.boolean(),
  readOnly: z.boolean(),
  encryptionRequired: z.boolean(),
  caseSensitive: z.boolean(),
  symlinks: symlinksSchema,
  forceUid: z.int().nullable(),
  forceGid: z.int().nullable(),
  fileMode: z.int(),
  directoryMode: z.int(),
  accessBasedEnumeration: enumerationSchema,
  continuouslyAvailable: availabilitySchema,
  changeNotify: changeNotifySchema,
  ...sharePolicySchema.shape,
  permissions: z.array(sharePermissionSchema),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  version: versionSchema,
  live: z.strictObject({
    state: z
      .enum(["live", "applying", "disabled", "unavailable", "unknown"])
      .describe("unknown: the engine cannot be asked"),
    reason: z.string(),
    sessionCount: z.int(),
    openCount: z.int(),
  }),
});

const commentSchema = z.string().trim().max(256);
const permissionsSchema = z
  .array(sharePermissionSchema)
  .max(1000)
  .refine(
    (entries) =>
      new Set(entries.map((entry) => `${entry.principal} ${entry.principalId}`)).size ===
      entries.length,
    "A user or group may appear once",
  );

export const shareCreateSchema = z.strictObject({
  name: shareNameSchema,
  path: absolutePathSchema,
  createFolder: z.boolean().default(false).describe("Make the folder when it does not exist"),
  comment: commentSchema.default(""),
  purpose: sharePurposeSchema.optional(),
  enabled: z.boolean().default(true),
  hidden: z.boolean().default(false),
  readOnly: z.boolean().default(false),
  encryptionRequired: z.boolean().default(false),
  forceUid: posixIdSchema.nullable().default(null),
  forceGid: posixIdSchema.nullable().default(null),
  continuouslyAvailable: availabilitySchema.default(false),
  // What is left out comes from the purpose, and without one from SHARE_OPTION_DEFAULTS.
  caseSensitive: z.boolean().optional(),
  symlinks: symlinksSchema.optional(),
  fileMode: modeSchema.optional(),
  directoryMode: modeSchema.optional(),
  accessBasedEnumeration: enumerationSchema.optional(),
  changeNotify: changeNotifySchema.optional(),
  ...sharePolicySchema.partial().shape,
  permissions: permissionsSchema.default([]),
});

export const SHARE_OPTION_DEFAULTS = {
  ...SHARE_POLICY_DEFAULTS,
  caseSensitive: false,
  symlinks: "inside",
  // Rights are given on the share; a tighter mode would keep one user from editing another's files.
  fileMode: 0o666,
  directoryMode: 0o777,
  accessBasedEnumeration: false,
  changeNotify: true,
} as const satisfies Required<SharePreset>;

export const shareUpdateSchema = z.strictObject({
  name: shareNameSchema.optional(),
  path: absolutePathSchema.optional(),
  comment: commentSchema.optional(),
  enabled: z.boolean().optional(),
  hidden: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  encryptionRequired: z.boolean().optional(),
  caseSensitive: z.boolean().optional(),
  symlinks: symlinksSchema.optional(),
  forceUid: posixIdSchema.nullable().optional(),
  forceGid: posixIdSchema.nullable().optional(),
  fileMode: modeSchema.optional(),
  directoryMode: modeSchema.optional(),
  accessBasedEnumeration: enumerationSchema.optional(),
  continuouslyAvailable: availabilitySchema.optional(),
  changeNotify: changeNotifySchema.optional(),
  purpose: sharePurposeSchema.optional().describe("A label from now on; changes no option"),
  ...sharePolicySchema.partial().shape,
  permissions: permissionsSchema.optional().describe("The whole matrix"),
});

export const pathFindingSchema = z.strictObject({
  code: z.enum([
    "missing",
    "not-a-folder",
    "outside-roots",
    "state-folder",
    "not-readable",
    "already-shared",
    "inside-share",
    "contains-share",
    "not-writable-by-users",
  ]),
  text: z.string(),
});

export const pathCheckSchema = z.strictObject({
  path: z.string().describe("With symbolic links resolved, as far as it exists"),
  exists: z.boolean(),
  usable: z
    .boolean()
    .describe("No problems, or only that it is missing and createFolder was asked for"),
  problems: z.array(pathFindingSchema),
  warnings: z.array(pathFindingSchema),
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
});

export const shareRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/shares",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(shareSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List shares with their live state",
  }),
  read: defineRoute({
    method: "GET",
    path: "/api/shares/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: shareSchema,
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "Read one share",
  }),
  checkPath: defineRoute({
    method: "POST",
    path: "/api/shares/check-path",
    params: null,
    query: null,
    body: z.strictObject({
      path: absolutePathSchema,
      createFolder: z.boolean().default(false),
      shareId: identifierSchema
        .optional()
        .describe("The share being edited, which does not count as nested"),
    }),
    reply: pathCheckSchema,
    errors: [],
    role: "shares",
    audit: null,
    summary: "Say whether a folder can be shared, and what to mind",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/shares",
    params: null,
    query: null,
    body: shareCreateSchema,
    reply: changed(shareSchema),
    status: 201,
    errors: ["name-taken", "path-not-usable", "folder-not-writable", "principal-unknown"],
    role: "shares",
    audit: "share.create",
    summary: "Create a share",
  }),
  /** Renaming, moving or disabling a share that is in use asks for confirmation. */
  update: defineRoute({
    method: "PATCH",
    path: "/api/shares/:id",
    params: byIdentifierSchema,
    query: confirmUnchangedQuerySchema,
    body: shareUpdateSchema,
    reply: changed(shareSchema),
    errors: [
      "not-found",
      "name-taken",
      "path-not-usable",
      "principal-unknown",
      "confirmation-needed",
      "conflict",
    ],
    role: "shares",
    // Not where it is and whose its files are: that leads to other people's folders.
    delegated: [
      "comment",
      "enabled",
      "hidden",
      "readOnly",
      "encryptionRequired",
      "accessBasedEnumeration",
      "changeNotify",
      "purpose",
      "signingRequired",
      "hostsAllow",
      "hostsDeny",
      "recycleBin",
      "recycleDays",
      "recycleBytesMax",
      "previousVersions",
      "permissions",
    ],
    audit: "share.update",
    summary: "Change a share; fields left out stay as they are",
  }),
  emptyBin: defineRoute({
    method: "POST",
    path: "/api/shares/:id/recycle-bin/empty",
    params: byIdentifierSchema,
    query: confirmQuerySchema,
    body: z.strictObject({
      user: z
        .string()
        .min(1)
        .max(64)
        .nullable()
        .default(null)
        .describe("The name of the user whose part goes; null: everybody's"),
    }),
    reply: jobSchema,
    status: 202,
    errors: ["not-found", "job-running", "confirmation-needed"],
    role: "shares",
    delegated: true,
    audit: "recycle.empty",
    summary: "Remove for good what the recycle bin of a share holds, as a job",
  }),
  remove: defineRoute({
    method: "DELETE",
    path: "/api/shares/:id",
    params: byIdentifierSchema,
    query: confirmQuerySchema,
    body: null,
    reply: keptRemovalSchema,
    errors: ["not-found", "confirmation-needed"],
    role: "shares",
    audit: "share.delete",
    summary: "Stop sharing a folder; its files stay",
  }),
} as const;

export type Share = z.infer<typeof shareSchema>;
export type ShareCreate = z.input<typeof shareCreateSchema>;
export type ShareUpdate = z.input<typeof shareUpdateSchema>;
export type SharePermission = z.output<typeof sharePermissionSchema>;
export type PathCheck = z.infer<typeof pathCheckSchema>;
export type PathFinding = z.infer<typeof pathFindingSchema>;
