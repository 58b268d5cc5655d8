import type { principalRoutes } from "../../contract/principal.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { contained } from "./contained.ts";
import { findPrincipals, principalNames } from "./find-principals.ts";
import { nameKey } from "./name-key.ts";

export function principalHandlers({ db }: Services): Handlers<typeof principalRoutes> {
  return {
    list: async (_cx, { query: { q, kind, ids, limit } }) => {
      const ofKind = kind === undefined ? {} : { kind };
      // Names of ids that one has are all wanted.
      if (ids !== undefined) {
        const where = { ...ofKind, id: { in: ids.split(",") }, ...(q ? { OR: named(q) } : {}) };
        return { items: await principalNames(db, where) };
      }
      if (q) return { items: await findPrincipals(db, { q, kind, limit }) };
      return { items: await principalNames(db, ofKind, limit) };
    },
  };
}

function named(q: string) {
  return [{ nameKey: contained(nameKey(q)) }, { user: { fullName: contained(q) } }];
}
