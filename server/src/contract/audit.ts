import { auditKindSchema } from "@larder/smbd/control";
import { z } from "zod";
import { defineRoute } from "./route.ts";

/** Kinds the file server reports; kinds of the API are the `audit` labels of the rows. */
export { auditKindSchema };

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

export const auditQuerySchema = z.strictObject({
  source: z.enum(["engine", "admin"]).optional(),
  user: z.string().min(1).max(64).optional(),
  share: z.string().min(1).max(80).optional(),
  kind: z.string().min(1).max(64).optional(),
  fromMs: z.coerce.number().int().min(0).optional(),
  toMs: z.coerce.number().int().min(0).optional(),
  cursor: z.string().regex(/^\d+$/).max(20).optional().describe("nextCursor of the page before"),
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
    summary: "Read the audit log, newest first",
  }),
} as const;

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditQuery = z.input<typeof auditQuerySchema>;
