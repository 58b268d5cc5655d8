import { type Me, routes } from "@larder/server/contract";
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
  csrfToken.keep(me.csrfToken);
  return me;
}

/** Whoever is signed in. The router's gate asks the server; this only looks. */
export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

/** A viewer sees everything and changes nothing. */
export function useMayChange(): boolean {
  return useMe()?.role === "admin";
}
