import { SHARE_OPTION_DEFAULTS } from "../../contract/share.ts";
import type { Transaction } from "../../db/database.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { setMembers } from "../group/group-members.ts";
import { nameKey } from "../principal/name-key.ts";
import { createPrincipal, freePosixId } from "../principal/principal.ts";
import { createUsers, type NewUser } from "../user/create-users.ts";
import type { PlannedGroup, PlannedUser } from "./account-plan.ts";
import type { ImportPlan } from "./import-plan.ts";
import type { ForcedOwner, PlannedShare } from "./share-plan.ts";

export interface ImportCounts {
  readonly users: number;
  readonly groups: number;
  readonly shares: number;
  readonly settings: number;
}

/** Does what was planned. Only inside `Changes.revise`, and only for a plan made in the same transaction. */
export async function applyPlan(
  tx: Transaction,
  sealer: Sealer,
  plan: ImportPlan,
  nowMs: number,
): Promise<ImportCounts> {
  const { users, groups } = plan.accounts;
  const made = users.filter(({ row }) => row.action === "create");
  const replaced = users.filter(({ row }) => row.action === "replace");
  await createUsers(tx, sealer, made.map(newUser), nowMs);
  for (const user of replaced) await replacePassword(tx, sealer, user, nowMs);
  const ids = await idsOf(tx, "user");
  const newGroups = groups.filter(({ row }) => row.action === "create");
  for (const group of newGroups) await createGroup(tx, group, ids);
  const shares = plan.shares.filter(
    ({ row }) => row.action === "create" || row.action === "replace",
  );
  if (shares.length > 0) {
    const accounts = { user: ids, group: await idsOf(tx, "group") };
    for (const share of shares) await writeShare(tx, share, accounts);
  }
  const settings = plan.shown.settings.length;
  if (settings > 0) await tx.setting.update({ where: { id: 1 }, data: plan.settings });
  return {
    users: made.length + replaced.length,
    groups: newGroups.length,
    shares: shares.length,
    settings,
  };
}

function newUser({ account, uid, gid, fullName }: PlannedUser): NewUser {
  return {
    name: account.name,
    fullName,
    uid,
    gid,
    isEnabled: account.isEnabled,
    mustChangePassword: false,
    neverExpires: account.neverExpires,
    expiresAt: null,
    ntHash: account.ntHash === null ? null : Buffer.from(account.ntHash, "hex"),
    passwordChangedAtMs: account.ntHash === null ? null : account.changedAtMs,
    groupIds: [],
  };
}

async function replacePassword(
  tx: Transaction,
  sealer: Sealer,
  { id, account }: PlannedUser,
  nowMs: number,
): Promise<void> {
  if (id === null || account.ntHash === null) return;
  await tx.user.update({
    where: { id },
    data: {
      sealedNtHash: Uint8Array.from(sealer.seal(Buffer.from(account.ntHash, "hex"), id)),
      passwordChangedAt: new Date(account.changedAtMs ?? nowMs),
    },
  });
}

interface Ids {
  readonly id: string;
  readonly posixId: bigint;
}

async function idsOf(tx: Transaction, kind: "user" | "group"): Promise<Map<string, Ids>> {
  const rows =
    kind === "user"
      ? (await tx.user.findMany({ select: { id: true, name: true, uid: true } })).map(
          ({ id, name, uid }) => ({ id, name, posixId: uid }),
        )
      : (await tx.group.findMany({ select: { id: true, name: true, gid: true } })).map(
          ({ id, name, gid }) => ({ id, name, posixId: gid }),
        );
  return new Map(rows.map((row) => [nameKey(row.name), row]));
}

async function createGroup(
  tx: Transaction,
  { row, gid, memberKeys }: PlannedGroup,
  users: ReadonlyMap<string, Ids>,
): Promise<void> {
  const { id, rid } = await createPrincipal(tx, "group", row.name);
  const isTaken = async (wanted: bigint) => (await tx.group.count({ where: { gid: wanted } })) > 0;
  const chosen = gid ?? (await freePosixId(rid, isTaken));
  await tx.group.create({ data: { id, name: row.name, gid: chosen } });
  // Whoever was left out is in no group either.
  const members = memberKeys.flatMap((key) => users.get(key)?.id ?? []);
  await setMembers(tx, id, members);
}

async function writeShare(
  tx: Transaction,
  { row, wanted, id, grants, forceUser, forceGroup }: PlannedShare,
  accounts: Readonly<Record<"user" | "group", ReadonlyMap<string, Ids>>>,
): Promise<void> {
  const data = {
    ...SHARE_OPTION_DEFAULTS,
    ...wanted.fields,
    name: row.name,
    nameKey: nameKey(row.name),
    // A plan without a path is a problem, which is never done.
    path: row.path ?? "",
    forceUid: ownerId(forceUser, accounts.user),
    forceGid: ownerId(forceGroup, accounts.group),
  };
  const share =
    id === null ? await tx.share.create({ data }) : await tx.share.update({ where: { id }, data });
  await tx.sharePermission.deleteMany({ where: { shareId: share.id } });
  await tx.sharePermission.createMany({
    data: grants.map(({ principal, name, right }) => ({
      shareId: share.id,
      principalId:
        principal === "everyone" ? null : (accounts[principal].get(nameKey(name))?.id ?? MISSING),
      right,
    })),
  });
}

function ownerId(owner: ForcedOwner, accounts: ReadonlyMap<string, Ids>): bigint | null {
  if (owner === null) return null;
  return "id" in owner ? owner.id : (accounts.get(owner.key)?.posixId ?? null);
}

/** Nobody's id: the row is refused. Without it the right would be everybody's. */
const MISSING = "00000000-0000-0000-0000-000000000000";
