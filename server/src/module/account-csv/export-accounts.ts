import type { Database } from "../../db/database.ts";
import { writeCsv } from "./csv.ts";
import { GROUP_COLUMNS } from "./group-plan.ts";
import { USER_COLUMNS } from "./user-plan.ts";

/** In the columns that an import takes; the column of passwords stays empty, since nobody knows any. */
export async function exportUsers(db: Database): Promise<string> {
  const users = await db.user.findMany({
    orderBy: { name: "asc" },
    include: { memberships: true },
  });
  const groups = await db.group.findMany({ select: { id: true, name: true } });
  const nameOf = new Map(groups.map((group) => [group.id, group.name]));
  const rows = users.map((user) => [
    user.name,
    user.fullName,
    "",
    listed(user.memberships.map((membership) => nameOf.get(membership.groupId))),
    yesOrNo(user.enabled),
    user.expiresAt === null ? "never" : user.expiresAt.toISOString().slice(0, 10),
    yesOrNo(user.mustChangePassword),
    String(user.uid),
    String(user.gid),
  ]);
  return writeCsv([USER_COLUMNS, ...rows]);
}

export async function exportGroups(db: Database): Promise<string> {
  const groups = await db.group.findMany({
    orderBy: { name: "asc" },
    include: { members: { include: { user: true } }, inner: { include: { inner: true } } },
  });
  const rows = groups.map((group) => [
    group.name,
    group.comment,
    listed(group.members.map((member) => member.user.name)),
    listed(group.inner.map((nesting) => nesting.inner.name)),
    String(group.gid),
  ]);
  return writeCsv([GROUP_COLUMNS, ...rows]);
}

function listed(names: readonly (string | undefined)[]): string {
  return names
    .filter((name) => name !== undefined)
    .sort()
    .join("|");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
