import { type Me, type Role, type RouteRole, roleReaches, routes } from "@larder/server/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "./call.ts";
import { csrfToken } from "./csrf-token.ts";

export const meQuery = queryOptions<Me, unknown>({
  queryKey: ["me"],
  queryFn: async ({ signal }) => keepMe(await call(routes.logon.me, {}, signal)),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Whoever answers with a `Me` brings the token that this session's changes need. */
export function keepMe(me: Me): Me {
  csrfToken.keep(me.csrfToken, me.name);
  return me;
}

/** Whoever is signed in. The router's gate asks the server; this only looks. */
export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

/** Whether the role lets one change things of an area; of one share, where that is named. */
export function useMayChange(area: Role = "admin", shareId?: string): boolean {
  const me = useMe();
  if (me === undefined || !roleReaches(me.role, area)) return false;
  if (me.shareIds === null || area !== "shares") return true;
  return shareId !== undefined && me.shareIds.includes(shareId);
}

/** Whether the role lets one read what only some may read. */
export function useMayRead(needed: RouteRole): boolean {
  const me = useMe();
  return me !== undefined && roleReaches(me.role, needed);
}
