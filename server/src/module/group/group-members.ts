import type { Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";

/** Makes these users the members of a group itself. */
export async function setMembers(
  tx: Transaction,
  groupId: string,
  userIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(userIds)];
  const found = await tx.user.count({ where: { id: { in: wanted } } });
  if (found !== wanted.length) {
    throw new ProblemAnswer("principal-unknown", "One of the users does not exist any more.", {
      fields: [{ path: "memberIds", message: "One of the users does not exist" }],
    });
  }
  await tx.groupMember.deleteMany({ where: { groupId } });
  await tx.groupMember.createMany({ data: wanted.map((userId) => ({ groupId, userId })) });
}

/** Adds one, however many there are. */
export async function addMember(tx: Transaction, groupId: string, userId: string): Promise<void> {
  if ((await tx.user.count({ where: { id: userId } })) === 0) {
    throw new ProblemAnswer("principal-unknown", "This user does not exist any more.");
  }
  await tx.groupMember.createMany({ data: [{ groupId, userId }], skipDuplicates: true });
}

/** Makes these groups the ones inside a group. Only inside `Changes.revise`, whose lock keeps two from closing a circle. */
export async function setMemberGroups(
  tx: Transaction,
  outerId: string,
  groupIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(groupIds)];
  const found = await tx.group.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  if (found.length !== wanted.length) {
    throw new ProblemAnswer("principal-unknown", "One of the groups does not exist any more.", {
      fields: [{ path: "memberGroupIds", message: "One of the groups does not exist" }],
    });
  }
  await tx.groupNesting.deleteMany({ where: { outerId } });
  await tx.groupNesting.createMany({ data: wanted.map((innerId) => ({ outerId, innerId })) });
  await refuseGroupCycle(tx, outerId);
}

/** UNION keeps each group once, so that the search ends in a circle, too. */
export async function refuseGroupCycle(tx: Transaction, outerId: string): Promise<void> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE below(id, first) AS (
      SELECT inner_id, inner_id FROM group_nestings WHERE outer_id = ${outerId}::uuid
      UNION
      SELECT nesting.inner_id, below.first
      FROM below JOIN group_nestings nesting ON nesting.outer_id = below.id
    )
    SELECT groups.name FROM below JOIN groups ON groups.id = below.first
    WHERE below.id = ${outerId}::uuid LIMIT 1`;
  const [through] = rows;
  if (through === undefined) return;
  const message = `The group would be inside itself, by way of ${through.name}`;
  throw new ProblemAnswer("group-cycle", `${message}.`, {
    fields: [{ path: "memberGroupIds", message }],
  });
}
