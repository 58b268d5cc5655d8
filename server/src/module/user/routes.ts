import type { userRoutes } from "../../contract/user.ts";
import type { Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { changedFields } from "../changed-fields.ts";
import { createPrincipal, freePosixId, renamePrincipal } from "../principal/principal.ts";
import { refuseStale } from "../refuse-stale.ts";
import { keepRemoval } from "../removal/keep-removal.ts";
import type { Services } from "../services.ts";
import { changeMany } from "./change-many.ts";
import { liveConsequences } from "./consequences.ts";
import { newPassword } from "./new-password.ts";
import { readUser, readUsers } from "./user-record.ts";

export function userHandlers(services: Services): Handlers<typeof userRoutes> {
  const { changes, db, sealer } = services;

  return {
    list: (cx, { query }) => readUsers(services, query, cx.nowMs),

    read: (_cx, { params }) => readUser(services, db, params.id),

    create: (cx, { body }) =>
      changes.revise(cx, ["users", "groups"], async (tx) => {
        const { id, rid } = await createPrincipal(tx, "user", body.name);
        const uid = await chosenUid(tx, body.uid, rid);
        await tx.user.create({
          data: {
            id,
            name: body.name,
            fullName: body.fullName,
            uid,
            gid: body.gid === undefined ? uid : BigInt(body.gid),
            enabled: body.enabled,
            isAdministrator: body.isAdministrator,
            isBackupOperator: body.isBackupOperator,
            mustChangePassword: body.mustChangePassword,
            passwordNeverExpires: body.passwordNeverExpires,
            expiresAt: body.expiresAtMs === null ? null : new Date(body.expiresAtMs),
            ...(body.password === null
              ? {}
              : await newPassword(tx, sealer, { id, ...body }, body.password, cx.nowMs)),
          },
        });
        await setGroups(tx, id, body.groupIds);
        cx.note({ detail: `${body.name}: ${changedFields(body)}` });
        return readUser(services, tx, id);
      }),

    update: (cx, { params, query, body }) =>
      changes.revise(cx, ["users", "groups", "shares"], async (tx) => {
        const user = await readUser(services, tx, params.id);
        await refuseStale(tx, user, query.ifVersion);
        const isRenamed = body.name !== undefined && body.name !== user.name;
        const isExpired = (body.expiresAtMs ?? Number.POSITIVE_INFINITY) <= cx.nowMs;
        const isDisabled = (body.enabled === false || isExpired) && user.enabled;
        if (isRenamed || isDisabled) {
          cx.requireConfirmation(liveConsequences(user, isRenamed ? body.name : undefined));
        }
        if (isRenamed && body.name !== undefined) await renamePrincipal(tx, user.id, body.name);
        if (body.uid !== undefined && body.uid !== user.uid)
          await chosenUid(tx, body.uid, user.rid);
        await tx.user.update({
          where: { id: user.id },
          data: {
            ...(body.name === undefined ? {} : { name: body.name }),
            ...(body.fullName === undefined ? {} : { fullName: body.fullName }),
            ...(body.uid === undefined ? {} : { uid: BigInt(body.uid) }),
            ...(body.gid === undefined ? {} : { gid: BigInt(body.gid) }),
            ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
            ...(body.isAdministrator === undefined
              ? {}
              : { isAdministrator: body.isAdministrator }),
            ...(body.isBackupOperator === undefined
              ? {}
              : { isBackupOperator: body.isBackupOperator }),
            ...(body.mustChangePassword === undefined
              ? {}
              : { mustChangePassword: body.mustChangePassword }),
            ...(body.passwordNeverExpires === undefined
              ? {}
              : { passwordNeverExpires: body.passwordNeverExpires }),
            ...(body.expiresAtMs === undefined
              ? {}
              : { expiresAt: body.expiresAtMs === null ? null : new Date(body.expiresAtMs) }),
          },
        });
        if (body.groupIds !== undefined) await setGroups(tx, user.id, body.groupIds);
        cx.note({ detail: `${user.name}: ${changedFields(body)}` });
        return readUser(services, tx, user.id);
      }),

    bulk: (cx, { body }) => changes.revise(cx, REMOVED, (tx) => changeMany(services, tx, cx, body)),

    setPassword: (cx, { params, body }) =>
      changes.revise(cx, ["users"], async (tx) => {
        const user = await readUser(services, tx, params.id);
        await tx.user.update({
          where: { id: user.id },
          data: {
            ...(await newPassword(tx, sealer, user, body.password, cx.nowMs)),
            mustChangePassword: body.mustChangePassword,
          },
        });
        cx.note({ detail: user.name });
        return readUser(services, tx, user.id);
      }),

    remove: async (cx, { params }) => {
      const { item: removalId, revision } = await changes.revise(cx, REMOVED, async (tx) => {
        const user = await readUser(services, tx, params.id);
        cx.requireConfirmation(liveConsequences(user));
        const kept = await keepRemoval(tx, sealer, cx, { kind: "users", items: [user] });
        await tx.principal.delete({ where: { id: user.id } });
        cx.note({ detail: user.name });
        return kept;
      });
      return { revision, removalId };
    },
  };
}

const REMOVED = ["users", "groups", "shares", "removals"] as const;

async function chosenUid(
  tx: Transaction,
  wanted: number | undefined,
  rid: number,
): Promise<bigint> {
  const isTaken = async (uid: bigint) => (await tx.user.count({ where: { uid } })) > 0;
  if (wanted === undefined) return freePosixId(rid, isTaken);
  if (!(await isTaken(BigInt(wanted)))) return BigInt(wanted);
  throw new ProblemAnswer("uid-taken", `Another user has the uid ${wanted}.`, {
    fields: [{ path: "uid", message: "Another user has this uid" }],
  });
}

async function setGroups(
  tx: Transaction,
  userId: string,
  groupIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(groupIds)];
  const found = await tx.group.count({ where: { id: { in: wanted } } });
  if (found !== wanted.length) {
    throw new ProblemAnswer("principal-unknown", "One of the groups does not exist any more.", {
      fields: [{ path: "groupIds", message: "One of the groups does not exist" }],
    });
  }
  await tx.groupMember.deleteMany({ where: { userId } });
  await tx.groupMember.createMany({ data: wanted.map((groupId) => ({ groupId, userId })) });
}
