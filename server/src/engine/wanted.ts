/** Rows of the database as the engine is told of them. */
import { type Changes, type Snapshot, settingsSchema } from "@larder/smbd/control";
import type { Prisma } from "../db/database.ts";
import { enginePolicyOf } from "../module/share/share-policy-row.ts";
import { passwordExpiry } from "../module/user/password-expiry.ts";
import type { Sealer } from "../secret/sealer.ts";

/** NT hashes: for the engine's socket and nothing else. One that the key does not open counts as no password. */
export class OpenedHashes {
  /** Whose it did not open. */
  readonly unopened: string[];
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.unopened = [];
    this.#sealer = sealer;
  }

  of(user: Prisma.UserModel): string | null {
    if (user.sealedNtHash === null) return null;
    const hash = this.#sealer.open(user.sealedNtHash, user.id);
    if (hash === null) this.unopened.push(user.name);
    return hash?.toString("hex") ?? null;
  }
}

export function wantedServer(
  setting: Prisma.SettingModel,
  appliance: Prisma.ApplianceModel,
): Snapshot["server"] {
  return {
    name: setting.serverName,
    dnsName: setting.serverName.toLowerCase(),
    workgroup: setting.workgroup,
    comment: setting.comment,
    guid: appliance.guid,
    sid: appliance.sid,
  };
}

export function wantedSettings(setting: Prisma.SettingModel): Snapshot["settings"] {
  const { serverName: _name, workgroup: _group, comment: _comment, id: _, ...settings } = setting;
  return settingsSchema.parse({
    ...settings,
    sessionLifetimeMs: Number(settings.sessionLifetimeMs),
  });
}

export function wantedUser(
  user: Prisma.UserModel,
  rid: number,
  policy: Parameters<typeof passwordExpiry>[0],
  hashes: OpenedHashes,
): Snapshot["users"][number] {
  return {
    id: user.id,
    name: user.name,
    fullName: user.fullName,
    rid,
    uid: Number(user.uid),
    gid: Number(user.gid),
    enabled: user.enabled,
    ntHash: hashes.of(user),
    expiresAtMs: user.expiresAt?.getTime() ?? null,
    mustChangePassword: user.mustChangePassword,
    passwordExpiresAtMs: passwordExpiry(policy, user),
    isAdministrator: user.isAdministrator,
    isBackupOperator: user.isBackupOperator,
  };
}

/** But for its members. */
export function wantedGroup(
  group: Prisma.GroupModel & { readonly principal: { readonly rid: number } },
): Changes["groups"]["put"][number] {
  return { id: group.id, name: group.name, rid: group.principal.rid, gid: Number(group.gid) };
}

type PermissionRow = Pick<Prisma.SharePermissionModel, "principalId" | "right"> & {
  readonly principal: { readonly kind: "user" | "group" } | null;
};

export function wantedShare(
  share: Prisma.ShareModel & { readonly permissions: readonly PermissionRow[] },
): Snapshot["shares"][number] {
  return {
    id: share.id,
    name: share.name,
    path: share.path,
    comment: share.comment,
    enabled: share.enabled,
    hidden: share.hidden,
    readOnly: share.readOnly,
    encryptionRequired: share.encryptionRequired,
    caseSensitive: share.caseSensitive,
    symlinks: share.symlinks,
    forceUid: share.forceUid === null ? null : Number(share.forceUid),
    forceGid: share.forceGid === null ? null : Number(share.forceGid),
    fileMode: share.fileMode,
    directoryMode: share.directoryMode,
    accessBasedEnumeration: share.accessBasedEnumeration,
    continuouslyAvailable: share.continuouslyAvailable,
    changeNotify: share.changeNotify,
    timeMachine: share.purpose === "time-machine",
    ...enginePolicyOf(share),
    permissions: share.permissions.map((permission) => ({
      principal: permission.principal?.kind ?? "everyone",
      principalId: permission.principalId ?? "",
      right: permission.right,
    })),
  };
}
