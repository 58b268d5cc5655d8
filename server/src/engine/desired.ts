import { setImmediate } from "node:timers/promises";
import { CONTRACT_VERSION, type Snapshot, settingsSchema } from "@larder/smbd/control";
import type { Database } from "../db/database.ts";
import { enginePolicyOf } from "../module/share/share-policy-row.ts";
import { passwordExpiry } from "../module/user/password-expiry.ts";
import type { Sealer } from "../secret/sealer.ts";
import { expandedMembers } from "./expanded-members.ts";

/**
 * The whole desired state as the database holds it now, at one revision. Contains NT hashes: for the engine's
 * socket and nothing else. A hash that the key does not open counts as no password, and is named in `unopened`.
 */
export async function readDesired(
  db: Database,
  sealer: Sealer,
): Promise<{ snapshot: Snapshot; unopened: string[] }> {
  // Repeatable read: all tables as of one moment, the moment of the revision.
  const [appliance, setting, policy, principals, users, groups, nestings, shares] =
    await db.$transaction(
      [
        db.appliance.findUniqueOrThrow({ where: { id: 1 } }),
        db.setting.findUniqueOrThrow({ where: { id: 1 } }),
        db.accessPolicy.findUniqueOrThrow({ where: { id: 1 } }),
        // Put together below: asking for a hundred thousand principals by id takes longer than asking for all.
        db.principal.findMany({ where: { kind: "user" }, select: { id: true, rid: true } }),
        db.user.findMany({ orderBy: { id: "asc" } }),
        db.group.findMany({ include: { principal: true, members: true }, orderBy: { id: "asc" } }),
        db.groupNesting.findMany(),
        db.share.findMany({
          include: { permissions: { include: { principal: true } } },
          orderBy: { id: "asc" },
        }),
      ],
      { isolationLevel: "RepeatableRead" },
    );
  const unopened: string[] = [];
  const membersOf = expandedMembers(groups, nestings);
  const { serverName, workgroup, comment, id: _, ...settings } = setting;
  const ridOf = new Map(principals.map((principal) => [principal.id, principal.rid]));
  const wanted: Snapshot["users"] = [];
  for (const user of users) {
    // Opening a hundred thousand seals takes a second, in which others want answers.
    if (wanted.length % SLICE_USERS === SLICE_USERS - 1) await setImmediate();
    const hash = user.sealedNtHash === null ? null : sealer.open(user.sealedNtHash, user.id);
    if (user.sealedNtHash !== null && hash === null) unopened.push(user.name);
    wanted.push({
      id: user.id,
      name: user.name,
      fullName: user.fullName,
      rid: ridOf.get(user.id) ?? 0,
      uid: Number(user.uid),
      gid: Number(user.gid),
      enabled: user.enabled,
      ntHash: hash === null ? null : hash.toString("hex"),
      expiresAtMs: user.expiresAt?.getTime() ?? null,
      mustChangePassword: user.mustChangePassword,
      passwordExpiresAtMs: passwordExpiry(policy, user),
      isAdministrator: user.isAdministrator,
      isBackupOperator: user.isBackupOperator,
    });
  }
  const snapshot: Snapshot = {
    contractVersion: CONTRACT_VERSION,
    revision: appliance.revision,
    server: {
      name: serverName,
      dnsName: serverName.toLowerCase(),
      workgroup,
      comment,
      guid: appliance.guid,
      sid: appliance.sid,
    },
    settings: settingsSchema.parse({
      ...settings,
      sessionLifetimeMs: Number(settings.sessionLifetimeMs),
    }),
    users: wanted,
    groups: groups.map((group) => ({
      id: group.id,
      name: group.name,
      rid: group.principal.rid,
      gid: Number(group.gid),
      // The engine knows no groups in groups: whoever is in one of them is in this one.
      memberIds: [...(membersOf.get(group.id) ?? [])].sort(),
    })),
    shares: shares.map((share) => ({
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
    })),
  };
  return { snapshot, unopened };
}

const SLICE_USERS = 1_000;
