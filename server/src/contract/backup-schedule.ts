import { z } from "zod";
import { newPassphraseSchema } from "./backup.ts";
import { unchangedQuerySchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";
import { stored } from "./version.ts";

export const backupScheduleSchema = z.strictObject({
  enabled: z.boolean(),
  intervalHours: z.int().min(1).max(720).describe("Hours between two backups"),
  keepCount: z.int().min(1).max(365).describe("So many are kept; the oldest go"),
  folder: z
    .string()
    .trim()
    .max(4096)
    .regex(/^($|\/)/, "Begins with /")
    .describe("A folder below a data root; empty: `backups` in the state folder of the box"),
});

export const storedBackupScheduleSchema = stored(
  backupScheduleSchema.extend({
    hasPassphrase: z.boolean(),
    lastTriedAtMs: z.int().nullable(),
    lastDoneAtMs: z.int().nullable(),
    lastError: z.string().describe("Why the last one failed; empty: it did not"),
    lastFile: z.string().describe("Where the last one is"),
    lastBytes: z.int(),
    nextAtMs: z.int().nullable().describe("null: none is planned"),
  }),
);

export const backupScheduleUpdateSchema = backupScheduleSchema.partial().extend({
  passphrase: newPassphraseSchema
    .optional()
    .describe("Kept sealed on the box, shown to nobody, and needed to restore elsewhere"),
});

export const backupScheduleRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/backup/schedule",
    params: null,
    query: null,
    body: null,
    reply: storedBackupScheduleSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read when the configuration is saved by itself, and how the last time went",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/backup/schedule",
    params: null,
    query: unchangedQuerySchema,
    body: backupScheduleUpdateSchema,
    reply: z.strictObject({ item: storedBackupScheduleSchema }),
    errors: ["conflict"],
    role: "admin",
    audit: "backup.schedule",
    summary: "Change when the configuration is saved by itself; fields left out stay as they are",
  }),
  run: defineRoute({
    method: "POST",
    path: "/api/backup/schedule/run",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ item: storedBackupScheduleSchema }),
    errors: ["backup-failed"],
    role: "admin",
    audit: "backup.run",
    summary: "Save the configuration now, as the schedule would",
  }),
} as const;

export type BackupSchedule = z.infer<typeof backupScheduleSchema>;
export type StoredBackupSchedule = z.infer<typeof storedBackupScheduleSchema>;
