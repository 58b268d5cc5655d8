import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { reading } from "./reading.ts";

export interface Principal {
  readonly principal: "user" | "group";
  readonly id: string;
  readonly name: string;
}

/** Users and groups, as those who can be given rights. */
export function usePrincipals(): readonly Principal[] {
  const users = useQuery(reading(routes.user.list, {})).data;
  const groups = useQuery(reading(routes.group.list, {})).data;
  return useMemo(
    () => [
      ...(groups?.items ?? []).map(({ id, name }) => ({ principal: "group" as const, id, name })),
      ...(users?.items ?? []).map(({ id, name }) => ({ principal: "user" as const, id, name })),
    ],
    [users, groups],
  );
}
