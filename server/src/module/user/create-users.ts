import type { Transaction } from "../../db/database.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { uuidv7 } from "../../secret/uuid.ts";
import { nameKey } from "../principal/name-key.ts";
import { freePosixId } from "../principal/principal.ts";

export interface NewUser {
  readonly name: string;
  readonly fullName: string;
  /** null: chosen by the box. */
  readonly uid: bigint | null;
  /** null: equal to the uid. */
  readonly gid: bigint | null;
  readonly isEnabled: boolean;
  readonly mustChangePassword: boolean;
  readonly neverExpires: boolean;
  readonly expiresAt: Date | null;
  readonly ntHash: Uint8Array | null;
  readonly passwordChangedAtMs: number | null;
  readonly groupIds: readonly string[];
}

/** Makes users whose names are free, in a few statements: a file may hold thousands. Only inside `Changes.revise`. */
export async function createUsers(
  tx: Transaction,
  sealer: Sealer,
  users: readonly NewUser[],
  nowMs: number,
): Promise<void> {
  if (users.length === 0) return;
  const { nextRid } = await tx.appliance.update({
    where: { id: 1 },
    data: { nextRid: { increment: users.length } },
    select: { nextRid: true },
  });
  const taken = new Set((await tx.user.findMany({ select: { uid: true } })).map(({ uid }) => uid));
  for (const { uid } of users) if (uid !== null) taken.add(uid);
  const rows = [];
  for (const [index, user] of users.entries()) {
    const rid = nextRid - users.length + index;
    const uid = user.uid ?? (await freePosixId(rid, async (id) => taken.has(id)));
    taken.add(uid);
    const id = uuidv7(nowMs);
    rows.push({
      id,
      name_key: nameKey(user.name),
      rid,
      name: user.name,
      full_name: user.fullName,
      uid: String(uid),
      gid: String(user.gid ?? uid),
      enabled: user.isEnabled,
      must_change: user.mustChangePassword,
      never_expires: user.neverExpires,
      expires_at: user.expiresAt?.toISOString() ?? null,
      sealed: user.ntHash === null ? null : sealer.seal(user.ntHash, id).toString("hex"),
      changed_at:
        user.passwordChangedAtMs === null ? null : new Date(user.passwordChangedAtMs).toISOString(),
      group_ids: [...new Set(user.groupIds)],
    });
  }
  await insert(tx, JSON.stringify(rows), new Date(nowMs));
}

/** Thousands of rows with as many parameters take Prisma longer than a transaction may last; as JSON they are one. */
async function insert(tx: Transaction, json: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO principals (id, kind, name_key, rid)
    SELECT id, 'user', name_key, rid
    FROM jsonb_to_recordset(${json}::jsonb) AS r(id uuid, name_key text, rid int)`;
  await tx.$executeRaw`
    INSERT INTO users (id, name, full_name, uid, gid, enabled, must_change_password,
                       password_never_expires, expires_at, sealed_nt_hash, password_changed_at,
                       updated_at)
    SELECT id, name, full_name, uid, gid, enabled, must_change, never_expires, expires_at,
           decode(sealed, 'hex'), changed_at, ${now}
    FROM jsonb_to_recordset(${json}::jsonb) AS r(
      id uuid, name text, full_name text, uid bigint, gid bigint, enabled boolean,
      must_change boolean, never_expires boolean, expires_at timestamptz, sealed text,
      changed_at timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO group_members (user_id, group_id)
    SELECT id, group_id::uuid
    FROM jsonb_to_recordset(${json}::jsonb) AS r(id uuid, group_ids jsonb),
         jsonb_array_elements_text(r.group_ids) AS g(group_id)`;
}
