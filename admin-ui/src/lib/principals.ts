import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { reading, readingOn } from "./reading.ts";

export interface Principal {
  readonly principal: "user" | "group";
  readonly id: string;
  readonly name: string;
}

/** Users and groups whose name holds what was typed: the first of them, since there may be very many. */
export function usePrincipals(q = "", kind?: Principal["principal"]): readonly Principal[] {
  const query = { q, limit: 50, ...(kind && { kind }) };
  const found = useQuery(readingOn(routes.principal.list, { query })).data;
  return useMemo(() => (found?.items ?? []).map(toPrincipal), [found]);
}

/** Those whose ids one has, by id; more of them than one question takes are left out. */
export function usePrincipalsById(ids: readonly string[]): ReadonlyMap<string, Principal> {
  const wanted = [...new Set(ids)]
    .filter((id) => id !== "")
    .sort()
    .slice(0, IDS_MAX);
  const found = useQuery({
    ...readingOn(routes.principal.list, { query: { ids: wanted.join(",") } }),
    enabled: wanted.length > 0,
  }).data;
  return useMemo(
    () => new Map((found?.items ?? []).map((item) => [item.id, toPrincipal(item)])),
    [found],
  );
}

/** All groups, of which a box has few. */
export function useGroups() {
  return useQuery(reading(routes.group.list, { query: { limit: 1000 } })).data?.items ?? [];
}

const IDS_MAX = 200;

function toPrincipal(item: { id: string; kind: Principal["principal"]; name: string }): Principal {
  return { principal: item.kind, id: item.id, name: item.name };
}
