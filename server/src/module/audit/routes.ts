import { isStillThere } from "../../auth/still-there.ts";
import type { auditRoutes } from "../../contract/audit.ts";
import type { Handlers } from "../../http/handler.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import type { Services } from "../services.ts";
import { AuditExport } from "./audit-export.ts";
import { searchAudit } from "./audit-search.ts";

export function auditHandlers({ db }: Services): Handlers<typeof auditRoutes> {
  const exports = new AuditExport(db);
  return {
    list: (_cx, { query: { cursor, limit, ...filter } }) => searchAudit(db, filter, cursor, limit),
    exportCsv: async (cx, { query }) => exports.csv(query, mayGoOn(cx)),
    exportJson: async (cx, { query }) => exports.json(query, mayGoOn(cx)),
  };

  function mayGoOn({ caller, nowMs, row }: RequestCx): () => Promise<boolean> {
    const began = performance.now();
    return () => isStillThere(db, caller, row.role, nowMs + performance.now() - began);
  }
}
