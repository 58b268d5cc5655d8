import type { z } from "zod";
import type { userBulkSchema } from "../../contract/user.ts";
import type { Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { counted } from "../counted.ts";
import { keepRemoval } from "../removal/keep-removal.ts";
import type { Services } from "../services.ts";
import { accountOf } from "./user-record.ts";

/** The same change for several users, after what it does to those who are connected was confirmed. */
export async function changeMany(
  services: Services,
  tx: Transaction,
  cx: RequestCx,
  { ids, action, groupId }: z.output<typeof userBulkSchema>,
): Promise<{ count: number; changedIds: string[]; removalId: string | null }> {
  const where = { id: { in: [...new Set(ids)] } };
  const users = await tx.user.findMany({ where, select: BEFORE });
  if (users.length !== where.id.in.length) {
    throw new ProblemAnswer("not-found", "One of the users does not exist any more.");
  }
  if (action === "disable" || action === "delete") {
    cx.requireConfirmation(consequences(services, users, action));
  }
  let changed = users;
  let removalId: string | null = null;
  if (action === "enable" || action === "disable") {
    const enabled = action === "enable";
    changed = users.filter((user) => user.enabled !== enabled);
    await tx.user.updateMany({ where, data: { enabled } });
  } else if (action === "must-change" || action === "need-not-change") {
    const mustChangePassword = action === "must-change";
    changed = users.filter((user) => user.mustChangePassword !== mustChangePassword);
    await tx.user.updateMany({ where, data: { mustChangePassword } });
  } else if (action === "delete") {
    removalId = await keepRemoval(tx, services.sealer, cx, { kind: "users", items: users });
    await tx.principal.deleteMany({ where });
  } else {
    const group =
      groupId === undefined ? null : await tx.group.findUnique({ where: { id: groupId } });
    if (group === null) throw new ProblemAnswer("principal-unknown", "Choose a group that exists.");
    const isAdding = action === "add-to-group";
    const there = { groupId: group.id, userId: where.id };
    const members = await tx.groupMember.findMany({ where: there, select: { userId: true } });
    const memberIds = new Set(members.map(({ userId }) => userId));
    changed = users.filter((user) => memberIds.has(user.id) !== isAdding);
    await tx.groupMember.deleteMany({ where: there });
    if (isAdding) {
      const data = users.map((user) => ({ groupId: group.id, userId: user.id }));
      await tx.groupMember.createMany({ data });
    }
  }
  const names = users.map((user) => user.name).join(", ");
  cx.note({ detail: `${action}, ${counted(users.length, "user")}: ${names}` });
  return { count: users.length, changedIds: changed.map(({ id }) => id), removalId };
}

const BEFORE = { id: true, name: true, enabled: true, mustChangePassword: true } as const;

function consequences(
  { live }: Services,
  users: readonly { readonly name: string }[],
  action: "disable" | "delete",
): string[] {
  const names = new Set(users.map((user) => user.name.toLowerCase()));
  const sessions = live.sessions.filter((session) => names.has(accountOf(session.user)));
  const opens = live.opens.filter((open) => names.has(accountOf(open.user)));
  if (action === "disable" && sessions.length === 0) return [];
  const what = action === "delete" ? "deleted; their files stay" : "switched off";
  return [
    `${counted(users.length, "user")} will be ${what}.`,
    ...(sessions.length === 0
      ? []
      : [
          `${counted(sessions.length, "session")} will be disconnected, with ${counted(opens.length, "open file or folder", "open files and folders")}.`,
        ]),
    ...(action === "delete" ? ["For an hour they can be brought back."] : []),
  ];
}
