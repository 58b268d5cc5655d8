import { z } from "zod";
import { defineRoute } from "./route.ts";

export const CSV_ROWS_MAX = 10_000;

const kindSchema = z.enum(["users", "groups"]);

const importShape = {
  kind: kindSchema,
  csv: z.string().max(950_000).describe("The file's text; the first line names the columns"),
  generatePasswords: z
    .boolean()
    .default(false)
    .describe("Make passwords for new users that come without one"),
} as const;

export const importRowSchema = z.strictObject({
  line: z.int().describe("Of the file, from 1"),
  name: z.string(),
  action: z.enum(["create", "update", "same", "problem"]),
  detail: z.string().describe("What changes"),
  problems: z.array(z.string()),
});

export const importPreviewSchema = z.strictObject({
  digest: z.string().describe("Goes with the import, so that what was seen is what is done"),
  problems: z.array(z.string()).describe("Of the file as a whole"),
  rows: z.array(importRowSchema),
  counts: z.strictObject({
    create: z.int(),
    update: z.int(),
    same: z.int(),
    problem: z.int(),
  }),
});

export const accountCsvRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/account-csv/:kind",
    params: z.strictObject({ kind: kindSchema }),
    query: null,
    body: null,
    reply: z.string(),
    replyType: "text/csv",
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Export all users or groups, without passwords",
  }),
  preview: defineRoute({
    method: "POST",
    path: "/api/account-csv/preview",
    params: null,
    query: null,
    body: z.strictObject(importShape),
    reply: importPreviewSchema,
    errors: [],
    role: "users",
    audit: null,
    summary: "Say row by row what an import would do, and do nothing",
  }),
  apply: defineRoute({
    method: "POST",
    path: "/api/account-csv/import",
    params: null,
    query: null,
    body: z.strictObject({ ...importShape, digest: z.string().length(64) }),
    reply: z.strictObject({
      item: z.strictObject({
        created: z.int(),
        updated: z.int(),
        passwords: z
          .array(z.strictObject({ name: z.string(), password: z.string() }))
          .describe("Those that were made; shown this once"),
      }),
      revision: z.int(),
    }),
    errors: ["import-refused", "conflict", "group-cycle"],
    role: "users",
    audit: "account.import",
    summary: "Import users or groups as previewed: all or none",
  }),
} as const;

export type ImportPreview = z.infer<typeof importPreviewSchema>;
export type ImportRow = z.infer<typeof importRowSchema>;
