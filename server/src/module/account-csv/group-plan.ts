import { accountNameSchema } from "../../contract/account-name.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { nameKey } from "../principal/name-key.ts";
import { type CsvRow, listCell, numberCell, readTable } from "./csv-table.ts";

export const GROUP_COLUMNS = ["name", "comment", "members", "memberGroups", "gid"] as const;

export interface PlannedGroup {
  readonly line: number;
  readonly name: string;
  /** Of the group that is there already; null: a new one. */
  readonly id: string | null;
  readonly comment: string | undefined;
  readonly gid: bigint | undefined;
  /** undefined: as they are. */
  readonly memberIds: readonly string[] | undefined;
  /** Keys of names, since groups of the file itself have no id yet. */
  readonly memberGroupKeys: readonly string[] | undefined;
  readonly problems: readonly string[];
  readonly changes: readonly string[];
}

type Reader = Database | Transaction;
type Known = Awaited<ReturnType<typeof readKnown>>;

/** What a file of groups would do; nothing is done. */
export async function planGroups(
  db: Reader,
  text: string,
): Promise<{ problems: string[]; groups: PlannedGroup[] }> {
  const { problems, rows } = readTable(text, GROUP_COLUMNS);
  const known = await readKnown(db);
  const inFile = new Set(rows.map((row) => nameKey(row.cells.name ?? "")));
  const seen = new Set<string>();
  const groups = rows.map((row) => planGroup(row, known, inFile, seen));
  return { problems, groups };
}

async function readKnown(db: Reader) {
  const users = await db.user.findMany({ select: { id: true, name: true } });
  const groups = await db.group.findMany({ include: { members: true, inner: true } });
  return {
    users: new Map(users.map((user) => [nameKey(user.name), user.id])),
    groups: new Map(groups.map((group) => [nameKey(group.name), group])),
    keyOfId: new Map(groups.map((group) => [group.id, nameKey(group.name)])),
    gids: new Map(groups.map((group) => [group.gid, nameKey(group.name)])),
  };
}

function planGroup(
  { line, cells }: CsvRow<(typeof GROUP_COLUMNS)[number]>,
  known: Known,
  inFile: ReadonlySet<string>,
  seen: Set<string>,
): PlannedGroup {
  const problems: string[] = [];
  const parsed = accountNameSchema.safeParse(cells.name ?? "");
  const name = parsed.success ? parsed.data : (cells.name ?? "");
  const key = nameKey(name);
  if (!parsed.success) problems.push(parsed.error.issues[0]?.message ?? "This is no name");
  if (seen.has(key)) problems.push("The name is in the file twice");
  seen.add(key);
  const found = known.groups.get(key);
  if (found === undefined && known.users.has(key)) problems.push("A user has this name");
  const { comment } = cells;
  if (comment !== undefined && comment.length > 256) problems.push("The comment is too long");
  const gid = numberCell(cells.gid, problems);
  const holder = gid === undefined ? undefined : known.gids.get(gid);
  if (holder !== undefined && holder !== key) problems.push(`Another group has the gid ${gid}`);
  if (gid !== undefined) known.gids.set(gid, key);
  const memberIds = listCell(cells.members)?.flatMap((member) => {
    const id = known.users.get(nameKey(member));
    if (id === undefined) problems.push(`There is no user “${member}”`);
    return id === undefined ? [] : [id];
  });
  const memberGroupKeys = listCell(cells.memberGroups)?.map(nameKey);
  for (const inner of memberGroupKeys ?? []) {
    if (inner === key) problems.push("A group cannot be inside itself");
    else if (!known.groups.has(inner) && !inFile.has(inner)) {
      problems.push(`There is no group “${inner}”`);
    }
  }
  const changes: string[] = [];
  if (comment !== undefined && comment !== found?.comment) changes.push("comment");
  if (gid !== undefined && gid !== found?.gid) changes.push("gid");
  const before = found?.members.map((member) => member.userId);
  if (memberIds !== undefined && !isSame(before, memberIds)) changes.push("members");
  const inside = found?.inner.map((nesting) => known.keyOfId.get(nesting.innerId) ?? "");
  if (memberGroupKeys !== undefined && !isSame(inside, memberGroupKeys))
    changes.push("memberGroups");
  const id = found?.id ?? null;
  return { line, name, id, comment, gid, memberIds, memberGroupKeys, problems, changes };
}

function isSame(left: readonly string[] = [], right: readonly string[]): boolean {
  return [...new Set(left)].sort().join() === [...new Set(right)].sort().join();
}
