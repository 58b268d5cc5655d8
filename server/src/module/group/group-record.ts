import type { z } from "zod";
import {
  GROUP_MEMBERS_LISTED_MAX,
  type Group,
  type GroupSummary,
  type groupRoutes,
  groupUpdateSchema,
} from "../../contract/group.ts";
import type { PrincipalName } from "../../contract/principal.ts";
import type { Database, Prisma, Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { contained } from "../principal/contained.ts";
import { nameKey } from "../principal/name-key.ts";
import { editable, versioned } from "../versioned.ts";

export async function readGroups(
  db: Database,
  query: z.output<typeof groupRoutes.list.query>,
): Promise<{ items: GroupSummary[]; total: number }> {
  const { q, name, sort, page, limit } = query;
  const where: Prisma.GroupWhereInput = {
    ...(q === undefined || q === ""
      ? {}
      : {
          OR: [{ name: contained(q) }, { comment: contained(q) }],
        }),
    ...(name === undefined ? {} : { principal: { nameKey: nameKey(name) } }),
  };
  const direction = sort.startsWith("-") ? "desc" : "asc";
  const [total, rows] = await Promise.all([
    db.group.count({ where }),
    db.group.findMany({
      where,
      include: WITH_COUNT,
      orderBy: [sort.endsWith("gid") ? { gid: direction } : { name: direction }, { id: direction }],
      skip: (page - 1) * limit,
      take: limit,
    }),
  ]);
  return {
    total,
    items: rows.map(plain),
  };
}

/** Throws "not-found". */
export async function readGroup(db: Database | Transaction, id: string): Promise<Group> {
  const row = await db.group.findUnique({ where: { id }, include: WITH_COUNT });
  if (row === null) throw new ProblemAnswer("not-found", "There is no such group.");
  const summary = plain(row);
  if (summary.memberCount > GROUP_MEMBERS_LISTED_MAX) return whole({ ...summary, memberIds: null });
  const members = await db.groupMember.findMany({
    where: { groupId: id },
    select: { userId: true },
    orderBy: { userId: "asc" },
    // Somebody may be put in between the two questions; the number is that of the list.
    take: GROUP_MEMBERS_LISTED_MAX,
  });
  const memberIds = members.map((each) => each.userId);
  return whole({ ...summary, memberCount: members.length, memberIds });
}

function whole(group: Omit<Group, "version">): Group {
  return versioned(group.id, group, editable(group, groupUpdateSchema));
}

export async function readMembers(
  db: Database,
  groupId: string,
  { q, page, limit }: z.output<typeof groupRoutes.members.query>,
): Promise<{ items: PrincipalName[]; total: number }> {
  if ((await db.group.count({ where: { id: groupId } })) === 0) {
    throw new ProblemAnswer("not-found", "There is no such group.");
  }
  const isSearch = q !== undefined && q !== "";
  const where: Prisma.UserWhereInput = {
    memberships: { some: { groupId } },
    ...(isSearch ? { OR: [{ name: contained(q) }, { fullName: contained(q) }] } : {}),
  };
  const total = isSearch
    ? await db.user.count({ where })
    : await db.groupMember.count({ where: { groupId } });
  const skip = (page - 1) * limit;
  const take = Math.max(0, Math.min(limit, total - skip));
  // From the end that is nearer: nobody waits for a hundred thousand to be passed over.
  const isLate = skip > total / 2;
  const rows = await db.user.findMany({
    where,
    select: { id: true, name: true, fullName: true },
    orderBy: isLate ? [{ name: "desc" }, { id: "desc" }] : [{ name: "asc" }, { id: "asc" }],
    skip: isLate ? Math.max(0, total - skip - take) : skip,
    take,
  });
  const items = rows.map((row) => ({ ...row, kind: "user" as const }));
  return { total, items: isLate ? items.reverse() : items };
}

const WITH_COUNT = {
  principal: true,
  inner: true,
  _count: { select: { members: true } },
} as const satisfies Prisma.GroupInclude;

type Row = Prisma.GroupGetPayload<{ include: typeof WITH_COUNT }>;

function plain(row: Row): GroupSummary {
  return {
    id: row.id,
    name: row.name,
    comment: row.comment,
    rid: row.principal.rid,
    gid: Number(row.gid),
    memberCount: row._count.members,
    memberGroupIds: row.inner.map((nesting) => nesting.innerId).sort(),
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
