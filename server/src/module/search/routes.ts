import { SEARCH_HITS_MAX, type SearchHit, type searchRoutes } from "../../contract/search.ts";
import type { Handlers } from "../../http/handler.ts";
import { contained } from "../principal/contained.ts";
import { findPrincipals } from "../principal/find-principals.ts";
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
        principals("user"),
        principals("group"),
      ]);
      const items: SearchHit[] = [
        ...shares.map(({ id, name, path }) => ({ kind: "share" as const, id, name, detail: path })),
        ...users,
        ...groups,
      ];
      return { items };

      async function principals(kind: "user" | "group"): Promise<SearchHit[]> {
        const found = await findPrincipals(db, { q, kind, limit: SEARCH_HITS_MAX });
        return found.map(({ id, name, fullName }) => ({ kind, id, name, detail: fullName }));
      }
    },
  };
}
