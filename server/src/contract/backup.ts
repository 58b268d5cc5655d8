import { z } from "zod";
import { changed } from "./change.ts";
import { confirmQuerySchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

/** A hundred thousand users take about 12 MB. */
export const BACKUP_BYTES_MAX = 48 * 1024 * 1024;
/** As base64, with room for the rest of the body. */
export const BACKUP_BODY_BYTES_MAX = Math.ceil(BACKUP_BYTES_MAX / 3) * 4 + 65_536;

export const PASSPHRASE_LENGTH_MIN = 12;

/** Who finds the file may try as long as they like: it has to be longer than a password. */
export const newPassphraseSchema = z
  .string()
  .min(PASSPHRASE_LENGTH_MIN, `At least ${PASSPHRASE_LENGTH_MIN} characters`)
  .max(1024, "At most 1024 characters")
  .describe("Without it nobody can use the backup, and nobody can find it out");

export const backupFileSchema = z.strictObject({
  fileName: z.string(),
  /** The file, as base64. */
  content: z.string(),
  sizeBytes: z.int(),
  unopenedCount: z
    .int()
    .describe("Secrets that this box's own key does not open; they are not in the backup"),
});

export const backupInputSchema = z.strictObject({
  content: z
    .string()
    .min(1, "Choose the file")
    .max(BACKUP_BODY_BYTES_MAX, "This file is larger than any backup")
    .describe("The file, as base64"),
  passphrase: z.string().min(1, "The passphrase is needed").max(1024),
});

/** What is in a backup, and what it would do here. */
export const backupSummarySchema = z.strictObject({
  madeAtMs: z.int(),
  version: z.string().describe("The release that made it"),
  serverName: z.string(),
  isOfThisBox: z.boolean(),
  administrators: z.array(z.string()),
  shares: z.array(
    z.strictObject({
      name: z.string(),
      path: z.string(),
      state: z
        .enum(["there", "missing", "outside"])
        .describe(
          "missing: its folder is not there; outside: it is not in a data folder of this box, " +
            "so that the share comes switched off",
        ),
    }),
  ),
  userCount: z.int(),
  groupCount: z.int(),
  apiKeyCount: z.int(),
  warnings: z.array(z.string()).describe("What to know before, in sentences"),
});

const setupRestoreSchema = z.strictObject({
  ...backupInputSchema.shape,
  code: z
    .string()
    .trim()
    .max(64)
    .optional()
    .describe("The one-time code printed at start; not needed over the Unix socket"),
});

export const backupRoutes = {
  make: defineRoute({
    method: "POST",
    path: "/api/backup",
    params: null,
    query: null,
    body: z.strictObject({ passphrase: newPassphraseSchema }),
    reply: backupFileSchema,
    errors: [],
    role: "admin",
    audit: "backup.make",
    summary: "Save the whole configuration as one sealed file",
  }),
  preview: defineRoute({
    method: "POST",
    path: "/api/backup/preview",
    params: null,
    query: null,
    body: backupInputSchema,
    bodyBytesMax: BACKUP_BODY_BYTES_MAX,
    reply: backupSummarySchema,
    errors: ["backup-refused"],
    role: "admin",
    audit: null,
    summary: "Say what is in a backup and what restoring it would do",
  }),
  /** Everybody is signed out: the administrators are those of the backup. */
  restore: defineRoute({
    method: "POST",
    path: "/api/backup/restore",
    params: null,
    query: confirmQuerySchema,
    body: backupInputSchema,
    bodyBytesMax: BACKUP_BODY_BYTES_MAX,
    reply: changed(backupSummarySchema),
    errors: ["backup-refused", "confirmation-needed"],
    role: "admin",
    audit: "backup.restore",
    summary: "Put a backup in the place of everything that is configured",
  }),
  setupPreview: defineRoute({
    method: "POST",
    path: "/api/setup/restore/preview",
    params: null,
    query: null,
    body: setupRestoreSchema,
    bodyBytesMax: BACKUP_BODY_BYTES_MAX,
    reply: backupSummarySchema,
    errors: ["setup-code-wrong", "setup-complete", "backup-refused"],
    role: "public",
    audit: null,
    summary: "On a fresh box: say what is in a backup, with the one-time setup code",
  }),
  setupRestore: defineRoute({
    method: "POST",
    path: "/api/setup/restore",
    params: null,
    query: null,
    body: setupRestoreSchema,
    bodyBytesMax: BACKUP_BODY_BYTES_MAX,
    reply: changed(backupSummarySchema),
    errors: ["setup-code-wrong", "setup-complete", "backup-refused"],
    role: "public",
    audit: "setup.restore",
    summary: "Set a fresh box up out of a backup, with the one-time setup code",
  }),
} as const;

export type BackupFile = z.infer<typeof backupFileSchema>;
export type BackupSummary = z.infer<typeof backupSummarySchema>;
