import { accountNameSchema } from "../../contract/account-name.ts";
import { newPasswordSchema } from "../../contract/password.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { readPolicy } from "../access-policy/read-policy.ts";
import { passwordFault } from "../access-policy/refuse-password.ts";
import { nameKey } from "../principal/name-key.ts";
import { namesOf } from "../user/new-password.ts";
import { type CsvRow, listCell, numberCell, readTable, yesCell } from "./csv-table.ts";

export const USER_COLUMNS = [
  "name",
  "fullName",
  "password",
  "groups",
  "enabled",
  "expires",
  "mustChange",
  "uid",
  "gid",
] as const;

export interface UserFields {
  readonly fullName?: string;
  readonly uid?: bigint;
  readonly gid?: bigint;
  readonly enabled?: boolean;
  readonly expiresAt?: Date | null;
  readonly mustChangePassword?: boolean;
}

export interface PlannedUser {
  readonly line: number;
  readonly name: string;
  /** Of the user that is there already; null: a new one. */
  readonly id: string | null;
  readonly fields: UserFields;
  readonly password: string | null;
  /** undefined: as they are. */
  readonly groupIds: readonly string[] | undefined;
  readonly problems: readonly string[];
  /** What changes, in words. */
  readonly changes: readonly string[];
}

type Reader = Database | Transaction;
type Known = Awaited<ReturnType<typeof readKnown>>;
type Policy = Awaited<ReturnType<typeof readPolicy>>;

/** What a file of users would do; nothing is done. */
export async function planUsers(
  db: Reader,
  text: string,
): Promise<{ problems: string[]; users: PlannedUser[] }> {
  const { problems, rows } = readTable(text, USER_COLUMNS);
  const known = await readKnown(db);
  const policy = await readPolicy(db);
  const seen = new Set<string>();
  const users = rows.map((row) => planUser(row, known, policy, seen));
  return { problems, users };
}

async function readKnown(db: Reader) {
  const [users, groups] = [
    await db.user.findMany({ include: { memberships: true } }),
    await db.group.findMany({ select: { id: true, name: true } }),
  ];
  return {
    users: new Map(users.map((user) => [nameKey(user.name), user])),
    uids: new Map(users.map((user) => [user.uid, nameKey(user.name)])),
    groups: new Map(groups.map((group) => [nameKey(group.name), group])),
  };
}

function planUser(
  { line, cells }: CsvRow<(typeof USER_COLUMNS)[number]>,
  known: Known,
  policy: Policy,
  seen: Set<string>,
): PlannedUser {
  const problems: string[] = [];
  const parsed = accountNameSchema.safeParse(cells.name ?? "");
  const name = parsed.success ? parsed.data : (cells.name ?? "");
  const key = nameKey(name);
  if (!parsed.success) problems.push(parsed.error.issues[0]?.message ?? "This is no name");
  if (seen.has(key)) problems.push("The name is in the file twice");
  seen.add(key);
  const found = known.users.get(key);
  if (found === undefined && known.groups.has(key)) problems.push("A group has this name");
  const { fullName } = cells;
  if (fullName !== undefined && fullName.length > 256) problems.push("The full name is too long");
  const uid = numberCell(cells.uid, problems);
  const holder = uid === undefined ? undefined : known.uids.get(uid);
  if (holder !== undefined && holder !== key) problems.push(`Another user has the uid ${uid}`);
  if (uid !== undefined) known.uids.set(uid, key);
  const given = {
    fullName,
    uid,
    gid: numberCell(cells.gid, problems),
    enabled: yesCell(cells.enabled, problems),
    expiresAt: dayCell(cells.expires, problems),
    mustChangePassword: yesCell(cells.mustChange, problems),
  };
  const fields = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as UserFields;
  const password = cells.password ?? null;
  if (password !== null) {
    const owner = { name, fullName: fullName ?? found?.fullName ?? "" };
    const fault =
      newPasswordSchema.safeParse(password).error?.issues[0]?.message ??
      passwordFault(policy, namesOf(owner), password);
    if (fault !== null && fault !== undefined) problems.push(`Password: ${fault}`);
  }
  const groupIds = groupsOf(listCell(cells.groups), known, problems);
  const changes = changesOf(found, fields, password, groupIds);
  return { line, name, id: found?.id ?? null, fields, password, groupIds, problems, changes };
}

function groupsOf(
  names: readonly string[] | undefined,
  known: Known,
  problems: string[],
): string[] | undefined {
  return names?.flatMap((name) => {
    const group = known.groups.get(nameKey(name));
    if (group !== undefined) return [group.id];
    problems.push(`There is no group “${name}”`);
    return [];
  });
}

function changesOf(
  found: (Record<string, unknown> & { memberships: { groupId: string }[] }) | undefined,
  fields: UserFields,
  password: string | null,
  groupIds: readonly string[] | undefined,
): string[] {
  const changes = Object.entries(fields)
    .filter(([name, value]) => found === undefined || !isSame(found[name], value))
    .map(([name]) => name);
  if (password !== null) changes.push("password");
  if (groupIds !== undefined) {
    const before = found?.memberships.map((membership) => membership.groupId).sort() ?? [];
    if (!isSame(before.join(), [...new Set(groupIds)].sort().join())) changes.push("groups");
  }
  return changes;
}

function isSame(left: unknown, right: unknown): boolean {
  const plain = (value: unknown) => (value instanceof Date ? value.getTime() : value);
  return plain(left) === plain(right);
}

/** The end of a day, so that the day itself still counts; "never" takes an end away. */
function dayCell(cell: string | undefined, problems: string[]): Date | null | undefined {
  if (cell === undefined) return undefined;
  if (/^never$/i.test(cell)) return null;
  const day = /^\d{4}-\d\d-\d\d$/.test(cell) ? new Date(`${cell}T23:59:59Z`) : null;
  if (day !== null && !Number.isNaN(day.getTime())) return day;
  problems.push(`“${cell}” is no day as 2030-12-31`);
  return undefined;
}
