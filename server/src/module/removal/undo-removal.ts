import type { Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { refuseGroupCycle } from "../group/group-members.ts";
import { type KeptRows, putRowsBack, type RemovalKind } from "./kept-rows.ts";

/** Brings back what was deleted, with the same identifiers. Only inside `Changes.revise`. */
export async function undoRemoval(
  tx: Transaction,
  sealer: Sealer,
  cx: RequestCx,
  { id, kind }: { id: string; kind: RemovalKind },
): Promise<{ names: string[]; leftOut: number }> {
  const removal = await tx.removal.findUnique({ where: { id, kind } });
  if (removal === null || removal.keptUntil.getTime() <= cx.nowMs) throw gone();
  const text = sealer.open(removal.sealedRows, id);
  if (text === null) throw gone();
  const rows = JSON.parse(text.toString("utf8")) as KeptRows;
  await refuseTaken(tx, kind, rows);
  const leftOut = await putRowsBack(tx, kind, rows);
  for (const { id: groupId } of rows.groups ?? []) {
    // Groups may have been put into each other while this one was away.
    await refuseGroupCycle(tx, String(groupId));
  }
  await tx.removal.delete({ where: { id } });
  return { names: removal.names, leftOut };
}

function gone(): ProblemAnswer {
  return new ProblemAnswer("not-found", "What was deleted is not kept any more.");
}

async function refuseTaken(tx: Transaction, kind: RemovalKind, rows: KeptRows): Promise<void> {
  const values = (table: string, column: string) => (rows[table] ?? []).map((row) => row[column]);
  if (kind === "share") {
    const nameKey = { in: values("shares", "name_key").map(String) };
    const share = await tx.share.findFirst({ where: { nameKey } });
    if (share !== null) throw taken("share", share.name);
    return;
  }
  const principal = await tx.principal.findFirst({
    where: { nameKey: { in: values("principals", "name_key").map(String) } },
    include: { user: true, group: true },
  });
  if (principal !== null) {
    const { user, group, nameKey } = principal;
    throw taken(principal.kind, user?.name ?? group?.name ?? nameKey);
  }
  const rid = { in: values("principals", "rid").map(Number) };
  if ((await tx.principal.count({ where: { rid } })) > 0) {
    throw new ProblemAnswer("conflict", "The number of what was deleted belongs to another now.");
  }
  const uid = { in: values("users", "uid").map((value) => BigInt(String(value))) };
  const user = await tx.user.findFirst({ where: { uid } });
  if (user !== null) {
    throw new ProblemAnswer("uid-taken", `Another user has the uid ${user.uid}.`);
  }
  const gid = { in: values("groups", "gid").map((value) => BigInt(String(value))) };
  const group = await tx.group.findFirst({ where: { gid } });
  if (group !== null) {
    throw new ProblemAnswer("gid-taken", `Another group has the gid ${group.gid}.`);
  }
}

function taken(kind: string, name: string): ProblemAnswer {
  return new ProblemAnswer("name-taken", `There is already a ${kind} named ${name}.`);
}
