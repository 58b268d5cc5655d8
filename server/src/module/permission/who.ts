import type { Who } from "../../contract/permission.ts";
import type { Database } from "../../db/database.ts";

/** Puts names to SIDs: our users and groups, what every Windows knows, and Unix ids. */
export async function whoIs(db: Database, sids: Iterable<string>): Promise<(sid: string) => Who> {
  const { sid: domain } = await db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const wanted = new Set(sids);
  const rids = [...wanted].flatMap((sid) => ridOf(domain, sid) ?? []);
  const rows =
    rids.length === 0
      ? []
      : await db.principal.findMany({
          where: { rid: { in: rids } },
          include: { user: true, group: true },
        });
  const found = new Map<string, Who>();
  for (const { id, kind, rid, user, group } of rows) {
    const name = user?.name ?? group?.name;
    const sid = `${domain}-${rid}`;
    if (name !== undefined) found.set(sid, { kind, id, name, sid });
  }
  return (sid) => found.get(sid) ?? knownWho(sid);
}

/** The relative identifier of one of ours, or null. */
export function ridOf(domain: string, sid: string): number | null {
  const match = /^(S-1-5-21-\d+-\d+-\d+)-(\d{1,10})$/.exec(sid);
  if (match === null || match[1] !== domain) return null;
  const rid = Number(match[2]);
  // What does not fit the column is nobody's.
  return rid <= 0x7fffffff ? rid : null;
}

function knownWho(sid: string): Who {
  const known = KNOWN.get(sid);
  if (known !== undefined) return { kind: "known", id: null, name: known, sid };
  const unix = /^S-1-22-([12])-(\d+)$/.exec(sid);
  if (unix === null) return { kind: "unknown", id: null, name: sid, sid };
  const name = `${unix[1] === "1" ? "uid" : "gid"} ${unix[2]} of this box`;
  return { kind: "known", id: null, name, sid };
}

/** Those that entries can sensibly be made for come first. */
export const KNOWN: ReadonlyMap<string, string> = new Map([
  ["S-1-5-11", "Everyone with an account"],
  ["S-1-3-0", "Whoever makes it (CREATOR OWNER)"],
  ["S-1-3-4", "Its owner (OWNER RIGHTS)"],
  ["S-1-5-32-544", "Administrators"],
  ["S-1-5-32-551", "Backup operators"],
  ["S-1-1-0", "Everyone"],
  ["S-1-3-1", "The group of whoever makes it (CREATOR GROUP)"],
  ["S-1-5-32-545", "Users"],
  ["S-1-5-18", "SYSTEM"],
  ["S-1-5-2", "Network"],
  ["S-1-5-7", "Anonymous"],
]);
