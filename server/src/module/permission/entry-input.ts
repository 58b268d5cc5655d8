import type { WantedEntry } from "@larder/smbd/control";
import { ENTRY_MASK_MAX, type EntryInput } from "../../contract/permission.ts";
import type { Database } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";

/** Entries as the engine takes them. Throws "principal-unknown" for people who are not there. */
export async function sidsOfInputs(
  db: Database,
  { entries }: { readonly entries: readonly EntryInput[] },
): Promise<WantedEntry[]> {
  const ids = entries.flatMap(({ who }) => (who.kind === "sid" ? [] : [who.id]));
  const [{ sid: domain }, rows] = await Promise.all([
    db.appliance.findUniqueOrThrow({ where: { id: 1 } }),
    ids.length === 0 ? [] : db.principal.findMany({ where: { id: { in: ids } } }),
  ]);
  const rids = new Map(rows.map(({ id, kind, rid }) => [`${kind} ${id}`, rid]));
  return entries.map(({ who, type, mask, flags }, index) => {
    if (who.kind === "sid") return { type, flags, mask, sid: who.sid };
    const rid = rids.get(`${who.kind} ${who.id}`);
    if (rid !== undefined) return { type, flags, mask, sid: `${domain}-${rid}` };
    throw new ProblemAnswer("principal-unknown", `There is no ${who.kind} ${who.id}.`, {
      fields: [{ path: `entries.${index}.who.id`, message: `This ${who.kind} does not exist` }],
    });
  });
}

/** Of a preset: ordinary entries with rights that files have. */
export function isOrdinary({ type, mask }: EntryInput): boolean {
  return (type === 0 || type === 1) && (mask & ~ENTRY_MASK_MAX) === 0;
}
