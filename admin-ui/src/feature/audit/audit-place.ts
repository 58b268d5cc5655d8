import { z } from "zod";

const text = z.string().max(80).optional().catch(undefined);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined);

/** The filters and the page of the audit log, as the URL holds them. */
export const auditPlaceSchema = z.object({
  source: z.enum(["engine", "admin"]).optional().catch(undefined),
  kind: text,
  user: text,
  share: text,
  path: z.string().max(1024).optional().catch(undefined),
  address: z.string().max(64).optional().catch(undefined),
  outcome: z.enum(["done", "refused"]).optional().catch(undefined),
  from: day,
  to: day,
  cursor: z
    .string()
    .regex(/^\d{1,16}-\d{1,18}$/)
    .optional()
    .catch(undefined),
});

export type AuditPlace = z.infer<typeof auditPlaceSchema>;
