import type { PrincipalName, principalRoutes } from "../../contract/principal.ts";
import type { Prisma } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { contained } from "./contained.ts";

export function principalHandlers({ db }: Services): Handlers<typeof principalRoutes> {
  return {
    list: async (_cx, { query }) => {
      const { q, kind, ids, limit } = query;
      const where: Prisma.PrincipalWhereInput = {
        ...(kind === undefined ? {} : { kind }),
        ...(ids === undefined ? {} : { id: { in: ids.split(",") } }),
        ...(q === undefined || q === ""
          ? {}
          : {
              OR: [
                { nameKey: contained(q.normalize("NFC").toLowerCase()) },
                { user: { fullName: contained(q) } },
              ],
            }),
      };
      // In the order of the index, so that the search ends with the last row that is wanted.
      const rows = await db.principal.findMany({
        where,
        include: { user: true, group: true },
        orderBy: { nameKey: "asc" },
        // Names of ids that one has are all wanted.
        ...(ids === undefined ? { take: limit } : {}),
      });
      return {
        items: rows.map(
          ({ id, kind, nameKey, user, group }): PrincipalName => ({
            id,
            kind,
            name: user?.name ?? group?.name ?? nameKey,
            fullName: user?.fullName ?? group?.comment ?? "",
          }),
        ),
      };
    },
  };
}
