import { auditKindSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";
import { TIME_MS_MAX } from "./time-max.ts";

/** Kinds the file server reports; kinds of the API are the `audit` labels of the rows. */
export { auditKindSchema };

const timeSchema = z.coerce.number().int().min(0).max(TIME_MS_MAX);

export const auditEntrySchema = z.strictObject({
  id: z.string(),
  timeMs: z.int(),
  source: z.enum(["engine", "admin"]).describe("engine: over SMB; admin: through this API"),
  kind: z.string().describe('Such as "logonFailed" or "share.create"'),
  user: z.string(),
  address: z.string(),
  share: z.string(),
  path: z.string(),
  status: z.string().describe("NTSTATUS by name, or the problem code; empty when all went well"),
  detail: z.string(),
  revision: z.int().nullable(),
});

/** What an entry must have; left out, all have it. */
const filterShape = {
  source: z.enum(["engine", "admin"]).optional(),
  user: z.string().min(1).max(128).optional().describe("The name, in any case"),
  share: z.string().min(1).max(128).optional().describe("The name, in any case"),
  path: z.string().min(1).max(1024).optional().describe("What the path begins with, in any case"),
  kind: z.string().min(1).max(64).optional(),
  outcome: z
    .enum(["done", "refused"])
    .optional()
    .describe("refused: those whose status says why not"),
  address: z.string().min(1).max(64).optional(),
  fromMs: timeSchema.optional(),
  toMs: timeSchema.optional().describe("Before this moment"),
} as const;

export const auditFilterSchema = z.strictObject(filterShape);

export const auditQuerySchema = z.strictObject({
  ...filterShape,
  cursor: z
    .string()
    .regex(/^\d{1,16}-\d{1,18}$/)
    .refine((cursor) => timeSchema.safeParse(cursor.split("-")[0]).success, "No such page")
    .optional()
    .describe("nextCursor of the page before"),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const auditRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/audit",
    params: null,
    query: auditQuerySchema,
    body: null,
    reply: z.strictObject({ items: z.array(auditEntrySchema), nextCursor: z.string().nullable() }),
    errors: [],
    role: "auditor",
    audit: null,
    summary: "Search the audit log, newest first",
  }),
  exportCsv: defineRoute({
    method: "GET",
    path: "/api/audit/export.csv",
    params: null,
    query: auditFilterSchema,
    body: null,
    reply: z.string(),
    replyType: "text/csv",
    streams: true,
    errors: [],
    role: "auditor",
    audit: null,
    summary: "Export entries of the audit log as a table for spreadsheets, newest first",
  }),
  exportJson: defineRoute({
    method: "GET",
    path: "/api/audit/export.json",
    params: null,
    query: auditFilterSchema,
    body: null,
    reply: z.array(auditEntrySchema),
    streams: true,
    errors: [],
    role: "auditor",
    audit: null,
    summary: "Export entries of the audit log as JSON, newest first",
  }),
} as const;

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditQuery = z.input<typeof auditQuerySchema>;
export type AuditFilterQuery = z.input<typeof auditFilterSchema>;
export type AuditFilter = z.output<typeof auditFilterSchema>;
