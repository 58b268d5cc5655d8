import type { Transaction } from "../../db/database.ts";
import { setMemberGroups, setMembers } from "../group/group-members.ts";
import { nameKey } from "../principal/name-key.ts";
import { createPrincipal, freePosixId } from "../principal/principal.ts";
import type { ImportResult } from "./apply-users.ts";
import type { PlannedGroup } from "./group-plan.ts";

/** Does what was planned. Only inside `Changes.revise`, and only for a plan made in the same transaction. */
export async function applyGroups(
  tx: Transaction,
  groups: readonly PlannedGroup[],
): Promise<ImportResult> {
  const wanted = groups.filter((group) => group.id === null || group.changes.length > 0);
  const ids = new Map<string, string>();
  // First all groups, then what is inside them: the file may name one before it comes.
  for (const group of wanted) ids.set(nameKey(group.name), await write(tx, group));
  for (const group of wanted) {
    const id = ids.get(nameKey(group.name)) ?? "";
    if (group.memberIds !== undefined) await setMembers(tx, id, group.memberIds);
    if (group.memberGroupKeys === undefined) continue;
    const inner: string[] = [];
    for (const key of group.memberGroupKeys) {
      inner.push(
        ids.get(key) ?? (await tx.principal.findUniqueOrThrow({ where: { nameKey: key } })).id,
      );
    }
    await setMemberGroups(tx, id, inner);
  }
  const created = wanted.filter((group) => group.id === null).length;
  return { created, updated: wanted.length - created, passwords: [] };
}

async function write(tx: Transaction, { id, name, comment, gid }: PlannedGroup): Promise<string> {
  const fields = {
    ...(comment === undefined ? {} : { comment }),
    ...(gid === undefined ? {} : { gid }),
  };
  if (id !== null) {
    await tx.group.update({ where: { id }, data: fields });
    return id;
  }
  const made = await createPrincipal(tx, "group", name);
  const isTaken = async (wanted: bigint) => (await tx.group.count({ where: { gid: wanted } })) > 0;
  const chosen = gid ?? (await freePosixId(made.rid, isTaken));
  await tx.group.create({ data: { id: made.id, name, ...fields, gid: chosen } });
  return made.id;
}
