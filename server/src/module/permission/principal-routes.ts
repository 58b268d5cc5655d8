import type { PrincipalChoice, permissionPrincipalRoutes } from "../../contract/permission.ts";
import type { Handlers } from "../../http/handler.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";
import { KNOWN } from "./who.ts";

export function permissionPrincipalHandlers({
  db,
}: Services): Handlers<typeof permissionPrincipalRoutes> {
  return {
    list: async (_cx, { query }) => {
      const key = nameKey(query.q.trim());
      const [{ sid: domain }, rows] = await Promise.all([
        db.appliance.findUniqueOrThrow({ where: { id: 1 } }),
        db.principal.findMany({
          where: { nameKey: { contains: key } },
          include: { user: true, group: true },
          orderBy: { nameKey: "asc" },
          take: CHOICES_MAX,
        }),
      ]);
      const ours = rows.flatMap(({ id, kind, rid, user, group }): PrincipalChoice[] => {
        const name = user?.name ?? group?.name;
        return name === undefined ? [] : [{ kind, id, name, sid: `${domain}-${rid}` }];
      });
      const known = [...KNOWN]
        .filter(([, name]) => name.toLowerCase().includes(key))
        .map(([sid, name]): PrincipalChoice => ({ kind: "known", id: null, name, sid }));
      return { items: [...ours, ...known] };
    },
  };
}

const CHOICES_MAX = 50;
