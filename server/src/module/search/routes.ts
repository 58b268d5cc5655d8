import { SEARCH_HITS_MAX, type SearchHit, type searchRoutes } from "../../contract/search.ts";
import type { Handlers } from "../../http/handler.ts";
import { contained } from "../principal/contained.ts";
import type { Services } from "../services.ts";

export function searchHandlers({ db }: Services): Handlers<typeof searchRoutes> {
  return {
    find: async (_cx, { query: { q } }) => {
      const [shares, users, groups] = await Promise.all([
        db.share.findMany({
          where: {
            OR: [{ name: contained(q) }, { path: contained(q) }, { comment: contained(q) }],
          },
          select: { id: true, name: true, path: true },
          orderBy: { nameKey: "asc" },
          take: SEARCH_HITS_MAX,
        }),
        findPrincipals("user"),
        findPrincipals("group"),
      ]);
      const items: SearchHit[] = [
        ...shares.map(({ id, name, path }) => ({ kind: "share" as const, id, name, detail: path })),
        ...users,
        ...groups,
      ];
      return { items };

      /** By the index of names, as the list of principals does it, so that it ends with the last one wanted. */
      async function findPrincipals(kind: "user" | "group"): Promise<SearchHit[]> {
        const rows = await db.principal.findMany({
          where: {
            kind,
            OR: [
              { nameKey: contained(q.normalize("NFC").toLowerCase()) },
              { user: { fullName: contained(q) } },
            ],
          },
          include: { user: true, group: true },
          orderBy: { nameKey: "asc" },
          take: SEARCH_HITS_MAX,
        });
        return rows.map(({ id, nameKey, user, group }) => ({
          kind,
          id,
          name: user?.name ?? group?.name ?? nameKey,
          detail: user?.fullName ?? group?.comment ?? "",
        }));
      }
    },
  };
}
