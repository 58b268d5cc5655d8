import type { z } from "zod";
import type { userBulkSchema } from "../../contract/user.ts";
import type { Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";
import { accountOf } from "./user-record.ts";

/** The same change for several users, after what it does to those who are connected was confirmed. */
export async function changeMany(
  services: Services,
  tx: Transaction,
  cx: RequestCx,
  { ids, action, groupId }: z.output<typeof userBulkSchema>,
): Promise<{ count: number }> {
  const where = { id: { in: [...new Set(ids)] } };
  const users = await tx.user.findMany({ where, select: { id: true, name: true } });
  if (users.length !== where.id.in.length) {
    throw new ProblemAnswer("not-found", "One of the users does not exist any more.");
  }
  if (action === "disable" || action === "delete") {
    cx.requireConfirmation(consequences(services, users, action));
  }
  if (action === "enable" || action === "disable") {
    await tx.user.updateMany({ where, data: { enabled: action === "enable" } });
  } else if (action === "must-change") {
    await tx.user.updateMany({ where, data: { mustChangePassword: true } });
  } else if (action === "delete") {
    await tx.principal.deleteMany({ where });
  } else {
    const group =
      groupId === undefined ? null : await tx.group.findUnique({ where: { id: groupId } });
    if (group === null) throw new ProblemAnswer("principal-unknown", "Choose a group that exists.");
    await tx.groupMember.deleteMany({ where: { groupId: group.id, userId: where.id } });
    if (action === "add-to-group") {
      const data = users.map((user) => ({ groupId: group.id, userId: user.id }));
      await tx.groupMember.createMany({ data });
    }
  }
  const names = users.map((user) => user.name).join(", ");
  cx.note({ detail: `${action}, ${counted(users.length, "user")}: ${names}` });
  return { count: users.length };
}

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
  ];
}
