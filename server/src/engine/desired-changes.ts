import { type Changes, CONTRACT_VERSION } from "@larder/smbd/control";
import type { Database, Transaction } from "../db/database.ts";
import type { Sealer } from "../secret/sealer.ts";
import {
  OpenedHashes,
  wantedGroup,
  wantedServer,
  wantedSettings,
  wantedShare,
  wantedUser,
} from "./wanted.ts";

/** With more than so many rows the whole is hardly more work, and says the same. */
export const CHANGED_ROWS_MAX = 1_000;
/** `engine_changes` is kept for so many revisions. */
export const CHANGES_KEPT_REVISIONS = 1_000;

/**
 * What the desired state differs in from what it was at revision `from`, by what the database noted
 * (`engine_changes`). Null: that is too long ago or too much, and the whole has to be read.
 */
export function readChanges(
  db: Database,
  sealer: Sealer,
  from: number,
): Promise<{ changes: Changes; unopened: string[] } | null> {
  // Repeatable read: all tables as of one moment, the moment of the revision.
  return db.$transaction((tx) => readIn(tx, sealer, from), { isolationLevel: "RepeatableRead" });
}

async function readIn(tx: Transaction, sealer: Sealer, from: number) {
  const appliance = await tx.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const behind = appliance.revision - from;
  if (behind < 0 || behind > CHANGES_KEPT_REVISIONS) return null;
  const noted = await tx.$queryRaw<{ kind: string; entry: string | null }[]>`
    SELECT DISTINCT kind, entry::text AS entry FROM engine_changes
    WHERE revision > ${from} LIMIT ${CHANGED_ROWS_MAX + 1}`;
  if (noted.length > CHANGED_ROWS_MAX || noted.some(({ kind }) => kind === "whole")) return null;
  const idsOf = (wanted: string) =>
    noted.flatMap(({ kind, entry }) => (kind === wanted && entry !== null ? [entry] : []));
  const setting = await tx.setting.findUniqueOrThrow({ where: { id: 1 } });
  const policy = await tx.accessPolicy.findUniqueOrThrow({ where: { id: 1 } });
  const userIds = idsOf("user");
  const users = await tx.user.findMany({
    where: { id: { in: userIds } },
    include: { principal: { select: { rid: true } } },
  });
  const groupIds = idsOf("group");
  const groups = await tx.group.findMany({
    where: { id: { in: groupIds } },
    include: { principal: true },
  });
  const shareIds = idsOf("share");
  const shares = await tx.share.findMany({
    where: { id: { in: shareIds } },
    include: { permissions: { include: { principal: true } } },
  });
  const hashes = new OpenedHashes(sealer);
  const put = users.map((user) => wantedUser(user, user.principal.rid, policy, hashes));
  const changes: Changes = {
    contractVersion: CONTRACT_VERSION,
    from,
    revision: appliance.revision,
    server: wantedServer(setting, appliance),
    settings: wantedSettings(setting),
    users: { put, removedIds: missing(userIds, users) },
    groups: { put: groups.map(wantedGroup), removedIds: missing(groupIds, groups) },
    shares: { put: shares.map(wantedShare), removedIds: missing(shareIds, shares) },
    memberships: await membershipsOf(tx, idsOf("member")),
  };
  return { changes, unopened: hashes.unopened };
}

function missing(ids: readonly string[], found: readonly { readonly id: string }[]): string[] {
  const there = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

/** The engine knows no groups in groups: whoever is in one of them is in those around it, too. */
async function membershipsOf(
  tx: Transaction,
  userIds: readonly string[],
): Promise<Changes["memberships"]> {
  if (userIds.length === 0) return [];
  const users = await tx.user.findMany({
    where: { id: { in: [...userIds] } },
    select: { id: true, memberships: { select: { groupId: true } } },
  });
  const nestings = await tx.groupNesting.findMany();
  const outerOf = Map.groupBy(nestings, ({ innerId }) => innerId);
  return users.map(({ id, memberships }) => {
    const groupIds = new Set(memberships.map(({ groupId }) => groupId));
    // A set that grows is walked to its end.
    for (const groupId of groupIds) {
      for (const { outerId } of outerOf.get(groupId) ?? []) groupIds.add(outerId);
    }
    return { userId: id, groupIds: [...groupIds].sort() };
  });
}
