import { randomInt } from "node:crypto";
import type { Transaction } from "../../db/database.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { uuidv7 } from "../../secret/uuid.ts";
import { nameKey } from "../principal/name-key.ts";
import { freePosixId } from "../principal/principal.ts";
import { newPassword } from "../user/new-password.ts";
import type { PlannedUser } from "./user-plan.ts";

export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly passwords: { name: string; password: string }[];
}

/** Does what was planned. Only inside `Changes.revise`, and only for a plan made in the same transaction. */
export async function applyUsers(
  tx: Transaction,
  sealer: Sealer,
  users: readonly PlannedUser[],
  generatePasswords: boolean,
  nowMs: number,
): Promise<ImportResult> {
  const made = users.filter((user) => user.id === null);
  const changed = users.filter((user) => user.id !== null && user.changes.length > 0);
  const passwords = await createAll(tx, sealer, made, generatePasswords, nowMs);
  for (const user of changed) await update(tx, sealer, user, nowMs);
  return { created: made.length, updated: changed.length, passwords };
}

/** In a few statements: a file may hold thousands. */
async function createAll(
  tx: Transaction,
  sealer: Sealer,
  users: readonly PlannedUser[],
  generatePasswords: boolean,
  nowMs: number,
): Promise<{ name: string; password: string }[]> {
  if (users.length === 0) return [];
  const { nextRid } = await tx.appliance.update({
    where: { id: 1 },
    data: { nextRid: { increment: users.length } },
    select: { nextRid: true },
  });
  const taken = new Set((await tx.user.findMany({ select: { uid: true } })).map(({ uid }) => uid));
  for (const { fields } of users) if (fields.uid !== undefined) taken.add(fields.uid);
  const passwords: { name: string; password: string }[] = [];
  const rows = [];
  for (const [index, user] of users.entries()) {
    const rid = nextRid - users.length + index;
    const uid = user.fields.uid ?? (await freePosixId(rid, async (id) => taken.has(id)));
    taken.add(uid);
    const id = uuidv7(nowMs);
    const made = user.password === null && generatePasswords ? generated() : null;
    if (made !== null) passwords.push({ name: user.name, password: made });
    const password = user.password ?? made;
    rows.push({
      id,
      name_key: nameKey(user.name),
      rid,
      name: user.name,
      full_name: user.fields.fullName ?? "",
      uid: String(uid),
      gid: String(user.fields.gid ?? uid),
      enabled: user.fields.enabled ?? true,
      must_change: user.fields.mustChangePassword ?? false,
      expires_at: user.fields.expiresAt?.toISOString() ?? null,
      sealed: password === null ? null : sealer.seal(ntHash(password), id).toString("hex"),
      changed_at: password === null ? null : new Date(nowMs).toISOString(),
      group_ids: [...new Set(user.groupIds ?? [])],
    });
  }
  await insert(tx, JSON.stringify(rows), new Date(nowMs));
  return passwords;
}

/** Thousands of rows with as many parameters take Prisma longer than a transaction may last; as JSON they are one. */
async function insert(tx: Transaction, json: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO principals (id, kind, name_key, rid)
    SELECT id, 'user', name_key, rid
    FROM jsonb_to_recordset(${json}::jsonb) AS r(id uuid, name_key text, rid int)`;
  await tx.$executeRaw`
    INSERT INTO users (id, name, full_name, uid, gid, enabled, must_change_password, expires_at,
                       sealed_nt_hash, password_changed_at, updated_at)
    SELECT id, name, full_name, uid, gid, enabled, must_change, expires_at,
           decode(sealed, 'hex'), changed_at, ${now}
    FROM jsonb_to_recordset(${json}::jsonb) AS r(
      id uuid, name text, full_name text, uid bigint, gid bigint, enabled boolean,
      must_change boolean, expires_at timestamptz, sealed text, changed_at timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO group_members (user_id, group_id)
    SELECT id, group_id::uuid
    FROM jsonb_to_recordset(${json}::jsonb) AS r(id uuid, group_ids jsonb),
         jsonb_array_elements_text(r.group_ids) AS g(group_id)`;
}

async function update(
  tx: Transaction,
  sealer: Sealer,
  user: PlannedUser,
  nowMs: number,
): Promise<void> {
  const id = user.id ?? "";
  const owner = await tx.user.findUniqueOrThrow({ where: { id } });
  const password =
    user.password === null ? {} : await newPassword(tx, sealer, owner, user.password, nowMs);
  await tx.user.update({ where: { id }, data: { ...user.fields, ...password } });
  if (user.groupIds === undefined) return;
  await tx.groupMember.deleteMany({ where: { userId: id } });
  await tx.groupMember.createMany({
    data: [...new Set(user.groupIds)].map((groupId) => ({ groupId, userId: id })),
  });
}

/** 100 bits, in letters and digits that are not taken for each other. */
function generated(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return (letters.join("").match(/.{5}/g) ?? []).join("-");
}

const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
