import type { Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "./name-key.ts";

/** The first uid and gid given to the first rid: far from what distributions give to people and services. */
const POSIX_ID_BASE = 10_000;
const RID_BASE = 1_000;

/** Makes the name and the relative identifier of a new user or group. Only inside `Changes.revise`. */
export async function createPrincipal(
  tx: Transaction,
  kind: "user" | "group",
  name: string,
): Promise<{ id: string; rid: number }> {
  await refuseTakenName(tx, name, null);
  const { nextRid } = await tx.appliance.update({
    where: { id: 1 },
    data: { nextRid: { increment: 1 } },
    select: { nextRid: true },
  });
  const rid = nextRid - 1;
  const { id } = await tx.principal.create({ data: { kind, nameKey: nameKey(name), rid } });
  return { id, rid };
}

export async function renamePrincipal(tx: Transaction, id: string, name: string): Promise<void> {
  await refuseTakenName(tx, name, id);
  await tx.principal.update({ where: { id }, data: { nameKey: nameKey(name) } });
}

async function refuseTakenName(tx: Transaction, name: string, ownId: string | null): Promise<void> {
  const found = await tx.principal.findUnique({ where: { nameKey: nameKey(name) } });
  if (found === null || found.id === ownId) return;
  throw new ProblemAnswer("name-taken", `There is already a ${found.kind} named ${name}.`, {
    fields: [{ path: "name", message: `There is already a ${found.kind} with this name` }],
  });
}

/** The uid or gid for a rid when nobody chose one: the rid's own, else the next that is free. */
export async function freePosixId(
  rid: number,
  isTaken: (id: bigint) => Promise<boolean>,
): Promise<bigint> {
  let id = BigInt(POSIX_ID_BASE + rid - RID_BASE);
  while (await isTaken(id)) id += 1n;
  return id;
}
