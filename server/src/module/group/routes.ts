import type { groupRoutes } from "../../contract/group.ts";
import type { Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { changedFields } from "../changed-fields.ts";
import { createPrincipal, freePosixId, renamePrincipal } from "../principal/principal.ts";
import { refuseStale } from "../refuse-stale.ts";
import { keepRemoval } from "../removal/keep-removal.ts";
import type { Services } from "../services.ts";
import { addMember, setMemberGroups, setMembers } from "./group-members.ts";
import { readGroup, readGroups, readMembers } from "./group-record.ts";

export function groupHandlers({ changes, db, sealer }: Services): Handlers<typeof groupRoutes> {
  return {
    list: (_cx, { query }) => readGroups(db, query),

    read: (_cx, { params }) => readGroup(db, params.id),

    members: (_cx, { params, query }) => readMembers(db, params.id, query),

    create: (cx, { body }) =>
      changes.revise(cx, ["groups", "users"], async (tx) => {
        const { id, rid } = await createPrincipal(tx, "group", body.name);
        const gid = await chosenGid(tx, body.gid, rid);
        await tx.group.create({ data: { id, name: body.name, comment: body.comment, gid } });
        await setMembers(tx, id, body.memberIds);
        await setMemberGroups(tx, id, body.memberGroupIds);
        cx.note({ detail: `${body.name}: ${changedFields(body)}` });
        return readGroup(tx, id);
      }),

    update: (cx, { params, query, body }) =>
      changes.revise(cx, ["groups", "users", "shares"], async (tx) => {
        const group = await readGroup(tx, params.id);
        await refuseStale(tx, group, query.ifVersion);
        if (body.name !== undefined && body.name !== group.name) {
          await renamePrincipal(tx, group.id, body.name);
        }
        if (body.gid !== undefined && body.gid !== group.gid) {
          await chosenGid(tx, body.gid, group.rid);
        }
        await tx.group.update({
          where: { id: group.id },
          data: {
            ...(body.name === undefined ? {} : { name: body.name }),
            ...(body.comment === undefined ? {} : { comment: body.comment }),
            ...(body.gid === undefined ? {} : { gid: BigInt(body.gid) }),
          },
        });
        if (body.memberIds !== undefined) await setMembers(tx, group.id, body.memberIds);
        if (body.memberGroupIds !== undefined) {
          await setMemberGroups(tx, group.id, body.memberGroupIds);
        }
        cx.note({ detail: `${group.name}: ${changedFields(body)}` });
        return readGroup(tx, group.id);
      }),

    addMember: (cx, { params }) =>
      changes.revise(cx, ["groups", "users"], async (tx) => {
        const group = await readGroup(tx, params.id);
        await addMember(tx, group.id, params.userId);
        cx.note({ detail: `${group.name}: ${params.userId}` });
        return readGroup(tx, group.id);
      }),

    removeMember: (cx, { params }) =>
      changes.revise(cx, ["groups", "users"], async (tx) => {
        const group = await readGroup(tx, params.id);
        const { count } = await tx.groupMember.deleteMany({
          where: { groupId: group.id, userId: params.userId },
        });
        if (count === 0) throw new ProblemAnswer("not-found", "This user is not in the group.");
        cx.note({ detail: `${group.name}: ${params.userId}` });
        return readGroup(tx, group.id);
      }),

    remove: async (cx, { params }) => {
      const { item: removalId, revision } = await changes.revise(cx, REMOVED, async (tx) => {
        const group = await readGroup(tx, params.id);
        const kept = await keepRemoval(tx, sealer, cx, { kind: "groups", items: [group] });
        await tx.principal.delete({ where: { id: group.id } });
        cx.note({ detail: group.name });
        return kept;
      });
      return { revision, removalId };
    },
  };
}

const REMOVED = ["groups", "users", "shares", "removals"] as const;

async function chosenGid(
  tx: Transaction,
  wanted: number | undefined,
  rid: number,
): Promise<bigint> {
  const isTaken = async (gid: bigint) => (await tx.group.count({ where: { gid } })) > 0;
  if (wanted === undefined) return freePosixId(rid, isTaken);
  if (!(await isTaken(BigInt(wanted)))) return BigInt(wanted);
  throw new ProblemAnswer("gid-taken", `Another group has the gid ${wanted}.`, {
    fields: [{ path: "gid", message: "Another group has this gid" }],
  });
}
