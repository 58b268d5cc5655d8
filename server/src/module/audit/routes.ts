import type { auditRoutes } from "../../contract/audit.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { AuditExport } from "./audit-export.ts";
import { searchAudit } from "./audit-search.ts";

export function auditHandlers({ db }: Services): Handlers<typeof auditRoutes> {
  const exports = new AuditExport(db);
  return {
    list: (_cx, { query: { cursor, limit, ...filter } }) => searchAudit(db, filter, cursor, limit),
    exportCsv: async (_cx, { query }) => exports.csv(query),
    exportJson: async (_cx, { query }) => exports.json(query),
  };
}
