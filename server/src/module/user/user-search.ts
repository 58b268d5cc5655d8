import type { z } from "zod";
import type { userListQuerySchema } from "../../contract/user.ts";
import type { Prisma } from "../../db/database.ts";
import { contained } from "../principal/contained.ts";
import { nameKey } from "../principal/name-key.ts";

export type UserSearch = z.output<typeof userListQuerySchema>;

export function userWhere(search: UserSearch, nowMs: number): Prisma.UserWhereInput {
  const { q, name, groupId, state } = search;
  return {
    ...(q === undefined || q === ""
      ? {}
      : {
          OR: [{ name: contained(q) }, { fullName: contained(q) }],
        }),
    ...(name === undefined ? {} : { principal: { nameKey: nameKey(name) } }),
    ...(groupId === undefined ? {} : { memberships: { some: { groupId } } }),
    ...(state === undefined ? {} : whereState(state, nowMs)),
  };
}

function whereState(state: NonNullable<UserSearch["state"]>, nowMs: number): Prisma.UserWhereInput {
  if (state === "disabled") return { enabled: false };
  if (state === "expired") return { expiresAt: { lte: new Date(nowMs) } };
  if (state === "no-password") return { sealedNtHash: null };
  if (state === "must-change") return { mustChangePassword: true };
  return {
    enabled: true,
    AND: [{ OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(nowMs) } }] }],
  };
}

/** Ties are broken by id, so that no row is on two pages. `isBackwards`: the other way round, from the last one on. */
export function userOrder(
  sort: UserSearch["sort"],
  isBackwards: boolean,
): Prisma.UserOrderByWithRelationInput[] {
  const direction = sort.startsWith("-") === isBackwards ? "asc" : "desc";
  const field = sort.replace("-", "");
  if (field === "uid") return [{ uid: direction }];
  if (field === "fullName") return [{ fullName: direction }, { id: direction }];
  if (field === "lastLogon") {
    const nulls = isBackwards ? "first" : "last";
    return [{ lastLogonAt: { sort: direction, nulls } }, { id: direction }];
  }
  return [{ name: direction }, { id: direction }];
}
