import type { z } from "zod";
import type { Group, GroupSummary, groupRoutes } from "../../contract/group.ts";
import type { Database, Prisma, Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { contained } from "../principal/contained.ts";
import { nameKey } from "../principal/name-key.ts";

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
      include: { principal: true, inner: true, _count: { select: { members: true } } },
      orderBy: [sort.endsWith("gid") ? { gid: direction } : { name: direction }, { id: direction }],
      skip: (page - 1) * limit,
      take: limit,
    }),
  ]);
  return {
    total,
    items: rows.map((row) => ({ ...plain(row), memberCount: row._count.members })),
  };
}

/** Throws "not-found". */
export async function readGroup(db: Database | Transaction, id: string): Promise<Group> {
  const row = await db.group.findUnique({
    where: { id },
    include: { principal: true, inner: true, members: true },
  });
  if (row === null) throw new ProblemAnswer("not-found", "There is no such group.");
  return { ...plain(row), memberIds: row.members.map((member) => member.userId).sort() };
}

type Row = Prisma.GroupGetPayload<{ include: { principal: true; inner: true } }>;

function plain(row: Row): Omit<GroupSummary, "memberCount"> {
  return {
    id: row.id,
    name: row.name,
    comment: row.comment,
    rid: row.principal.rid,
    gid: Number(row.gid),
    memberGroupIds: row.inner.map((nesting) => nesting.innerId).sort(),
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
