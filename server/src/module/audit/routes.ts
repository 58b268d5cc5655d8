import type { AuditEntry, auditRoutes } from "../../contract/audit.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";

export function auditHandlers({ db }: Services): Handlers<typeof auditRoutes> {
  return {
    list: async (_cx, { query }) => {
      const rows = await db.auditEntry.findMany({
        where: {
          ...(query.source === undefined ? {} : { source: query.source }),
          ...(query.user === undefined ? {} : { user: same(query.user) }),
          ...(query.share === undefined ? {} : { share: same(query.share) }),
          ...(query.kind === undefined ? {} : { kind: query.kind }),
          ...(query.fromMs === undefined && query.toMs === undefined
            ? {}
            : {
                time: {
                  ...(query.fromMs === undefined ? {} : { gte: new Date(query.fromMs) }),
                  ...(query.toMs === undefined ? {} : { lt: new Date(query.toMs) }),
                },
              }),
          ...(query.cursor === undefined ? {} : { id: { lt: BigInt(query.cursor) } }),
        },
        orderBy: { id: "desc" },
        // One more than asked for tells whether there is a next page.
        take: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map(
          (row): AuditEntry => ({
            id: String(row.id),
            timeMs: row.time.getTime(),
            source: row.source,
            kind: row.kind,
            user: row.user,
            address: row.address,
            share: row.share,
            path: row.path,
            status: row.status,
            detail: row.detail,
            revision: row.revision,
          }),
        ),
        nextCursor: rows.length > page.length && last !== undefined ? String(last.id) : null,
      };
    },
  };
}

function same(text: string) {
  return { equals: text, mode: "insensitive" } as const;
}
