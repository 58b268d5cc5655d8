import type { AccessPolicy } from "../../contract/access-policy.ts";
import { type User, userUpdateSchema } from "../../contract/user.ts";
import type { Prisma, Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { readPolicy } from "../access-policy/read-policy.ts";
import type { Services } from "../services.ts";
import { editable, versioned } from "../versioned.ts";
import { passwordExpiry } from "./password-expiry.ts";
import { type UserSearch, userOrder, userWhere } from "./user-search.ts";

type Reader = Services["db"] | Transaction;

const INCLUDE = { principal: true, memberships: true } as const;

export async function readUsers(
  services: Services,
  search: UserSearch,
  nowMs: number,
): Promise<{ items: User[]; total: number }> {
  const { db } = services;
  const where = userWhere(search, nowMs);
  const page = (skip: number, take: number, isBackwards: boolean) =>
    db.user.findMany({
      where,
      include: INCLUDE,
      orderBy: userOrder(search.sort, isBackwards),
      skip,
      take,
    });
  const skip = (search.page - 1) * search.limit;
  const [policy, total, first] = await Promise.all([
    readPolicy(db),
    countUsers(db, search, where),
    // The beginning needs no number to be found, and is what most ask for.
    skip === 0 ? page(0, search.limit, false) : null,
  ]);
  const take = Math.max(0, Math.min(search.limit, total - skip));
  // From the end that is nearer: nobody waits for a hundred thousand to be passed over.
  const isLate = skip > total / 2;
  const fromEnd = Math.max(0, total - skip - take);
  const rows = first ?? (await page(isLate ? fromEnd : skip, take, isLate));
  if (first === null && isLate) rows.reverse();
  return { items: rows.map((row) => toUser(services, policy, row)), total };
}

function countUsers(
  db: Services["db"],
  { q, name, groupId, state }: UserSearch,
  where: Prisma.UserWhereInput,
): Promise<number> {
  const isOfGroupAlone = !q && name === undefined && state === undefined && groupId !== undefined;
  return isOfGroupAlone ? db.groupMember.count({ where: { groupId } }) : db.user.count({ where });
}

/** Throws "not-found". */
export async function readUser(services: Services, db: Reader, id: string): Promise<User> {
  const row = await findRow(db, id);
  if (row === null) throw new ProblemAnswer("not-found", "There is no such user.");
  return toUser(services, await readPolicy(db), row);
}

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Reader, id: string) {
  return db.user.findUnique({ where: { id }, include: INCLUDE });
}

function toUser(services: Services, policy: AccessPolicy, row: Row): User {
  const key = row.name.toLowerCase();
  const { sealedNtHash } = row;
  const isOpened = sealedNtHash !== null && services.sealer.open(sealedNtHash, row.id) !== null;
  const isTheirs = (entry: { user: string }) => accountOf(entry.user) === key;
  const user = {
    id: row.id,
    name: row.name,
    fullName: row.fullName,
    rid: row.principal.rid,
    uid: Number(row.uid),
    gid: Number(row.gid),
    enabled: row.enabled,
    isAdministrator: row.isAdministrator,
    isBackupOperator: row.isBackupOperator,
    hasPassword: isOpened,
    needsNewPassword: sealedNtHash !== null && !isOpened,
    passwordChangedAtMs: row.passwordChangedAt?.getTime() ?? null,
    passwordExpiresAtMs: passwordExpiry(policy, row),
    mustChangePassword: row.mustChangePassword,
    passwordNeverExpires: row.passwordNeverExpires,
    lastLogonAtMs: row.lastLogonAt?.getTime() ?? null,
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    groupIds: row.memberships.map((membership) => membership.groupId).sort(),
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
    sessionCount: services.live.sessions.filter(isTheirs).length,
    openCount: services.live.opens.filter(isTheirs).length,
  };
  return versioned(row.id, user, editable(user, userUpdateSchema));
}

/** The engine may say DOMAIN\name. */
export function accountOf(user: string): string {
  return user.slice(user.lastIndexOf("\\") + 1).toLowerCase();
}
