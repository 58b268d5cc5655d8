import { z } from "zod";
import { absolutePathSchema } from "./folder.ts";
import { defineRoute } from "./route.ts";
import { shareNameSchema } from "./share-name.ts";

/** A NAS that grew for years keeps its shares in a handful of files. */
const FILES_MAX = 16;
const FILE_CHARACTERS_MAX = 256_000;
export const IMPORTED_USERS_MAX = 5_000;

const choiceShape = {
  files: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(4096),
        text: z.string().max(FILE_CHARACTERS_MAX),
      }),
    )
    .max(FILES_MAX)
    .default([])
    .describe("smb.conf or ksmbd.conf, and the files that it includes"),
  passwords: z
    .string()
    .max(600_000)
    .default("")
    .describe("The text of ksmbdpwd.db, or of an smbpasswd file (pdbedit -L -w)"),
  passwd: z
    .string()
    .max(200_000)
    .default("")
    .describe("The text of /etc/passwd: uids, so that files stay whose they are"),
  group: z.string().max(200_000).default("").describe("The text of /etc/group: gids and members"),
  settings: z.boolean().default(true).describe("Take the server's settings over as well"),
  createFolders: z.boolean().default(false).describe("Make folders of shares that are missing"),
  existingUsers: z
    .enum(["keep", "replace"])
    .default("keep")
    .describe("Users that are there already: as they are, or with the file's password"),
  leaveOut: z
    .array(z.string().max(64))
    .max(IMPORTED_USERS_MAX)
    .default([])
    .describe("Names of users that are not made"),
  shares: z
    .array(
      z.strictObject({
        source: z.string().max(256).describe("The name of the section"),
        action: z.enum(["import", "replace", "skip"]),
        name: shareNameSchema.optional().describe("Another name than the section's"),
        path: absolutePathSchema.optional().describe("Another folder than the file's"),
      }),
    )
    .max(1_000)
    .default([])
    .describe("Left out: a share is imported, and skipped where its name is taken"),
} as const;

const actionSchema = z.enum(["create", "replace", "keep", "skip", "problem"]);

const placeShape = {
  file: z.string(),
  line: z.int().describe("From 1; 0: it follows from something else"),
} as const;

const plannedShareSchema = z.strictObject({
  ...placeShape,
  source: z.string().describe("The name of the section"),
  name: z.string(),
  path: z.string().nullable().describe("null: the file names none"),
  action: actionSchema,
  isTaken: z.boolean().describe("A share of this name is there already"),
  options: z.array(z.string()).describe("What is not as everywhere, in words"),
  permissions: z.array(z.string()).describe("Who may do what, in words"),
  warnings: z.array(z.string()),
  problems: z.array(z.string()),
});

const plannedUserSchema = z.strictObject({
  ...placeShape,
  name: z.string(),
  action: actionSchema,
  detail: z.string(),
  hasPassword: z.boolean(),
  problems: z.array(z.string()),
});

const plannedGroupSchema = z.strictObject({
  name: z.string(),
  action: actionSchema,
  detail: z.string(),
  problems: z.array(z.string()),
});

export const sambaPlanSchema = z.strictObject({
  digest: z.string().describe("Goes with the import, so that what was seen is what is done"),
  problems: z.array(z.string()).describe("Of the files as a whole"),
  settings: z.array(z.strictObject({ name: z.string(), from: z.string(), to: z.string() })),
  users: z.array(plannedUserSchema),
  groups: z.array(plannedGroupSchema),
  shares: z.array(plannedShareSchema),
  leftOut: z
    .array(z.strictObject({ ...placeShape, text: z.string(), reason: z.string() }))
    .describe("What cannot be taken over, line by line"),
});

export const sambaImportRoutes = {
  preview: defineRoute({
    method: "POST",
    path: "/api/samba-import/preview",
    params: null,
    query: null,
    body: z.strictObject(choiceShape),
    reply: sambaPlanSchema,
    errors: [],
    role: "admin",
    audit: null,
    summary: "Say what an import of a Samba or ksmbd configuration would do, and do nothing",
  }),
  apply: defineRoute({
    method: "POST",
    path: "/api/samba-import/apply",
    params: null,
    query: null,
    body: z.strictObject({ ...choiceShape, digest: z.string().length(64) }),
    reply: z.strictObject({
      item: z.strictObject({
        users: z.int(),
        groups: z.int(),
        shares: z.int(),
        settings: z.int(),
      }),
      revision: z.int(),
    }),
    errors: ["import-refused", "conflict", "folder-not-writable"],
    role: "admin",
    audit: "samba.import",
    summary: "Import a Samba or ksmbd configuration as previewed: all or nothing",
  }),
} as const;

export type SambaPlan = z.infer<typeof sambaPlanSchema>;
export type SambaImportInput = z.output<typeof sambaImportRoutes.preview.body>;
