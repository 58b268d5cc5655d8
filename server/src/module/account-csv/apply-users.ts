import { randomInt } from "node:crypto";
import type { Transaction } from "../../db/database.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { createUsers, type NewUser } from "../user/create-users.ts";
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

async function createAll(
  tx: Transaction,
  sealer: Sealer,
  users: readonly PlannedUser[],
  generatePasswords: boolean,
  nowMs: number,
): Promise<{ name: string; password: string }[]> {
  const passwords: { name: string; password: string }[] = [];
  const rows = users.map((user): NewUser => {
    const made = user.password === null && generatePasswords ? generated() : null;
    if (made !== null) passwords.push({ name: user.name, password: made });
    const password = user.password ?? made;
    return {
      name: user.name,
      fullName: user.fields.fullName ?? "",
      uid: user.fields.uid ?? null,
      gid: user.fields.gid ?? null,
      isEnabled: user.fields.enabled ?? true,
      mustChangePassword: user.fields.mustChangePassword ?? false,
      neverExpires: false,
      expiresAt: user.fields.expiresAt ?? null,
      ntHash: password === null ? null : ntHash(password),
      passwordChangedAtMs: password === null ? null : nowMs,
      groupIds: user.groupIds ?? [],
    };
  });
  await createUsers(tx, sealer, rows, nowMs);
  return passwords;
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
