import { setImmediate } from "node:timers/promises";
import { CONTRACT_VERSION, type Snapshot } from "@larder/smbd/control";
import type { Database } from "../db/database.ts";
import type { Sealer } from "../secret/sealer.ts";
import { expandedMembers } from "./expanded-members.ts";
import {
  OpenedHashes,
  wantedGroup,
  wantedServer,
  wantedSettings,
  wantedShare,
  wantedUser,
} from "./wanted.ts";

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
  const hashes = new OpenedHashes(sealer);
  const membersOf = expandedMembers(groups, nestings);
  const ridOf = new Map(principals.map((principal) => [principal.id, principal.rid]));
  const wanted: Snapshot["users"] = [];
  for (const user of users) {
    // Opening a hundred thousand seals takes a second, in which others want answers.
    if (wanted.length % SLICE_USERS === SLICE_USERS - 1) await setImmediate();
    wanted.push(wantedUser(user, ridOf.get(user.id) ?? 0, policy, hashes));
  }
  const snapshot: Snapshot = {
    contractVersion: CONTRACT_VERSION,
    revision: appliance.revision,
    server: wantedServer(setting, appliance),
    settings: wantedSettings(setting),
    users: wanted,
    groups: groups.map((group) => ({
      ...wantedGroup(group),
      // The engine knows no groups in groups: whoever is in one of them is in this one.
      memberIds: [...(membersOf.get(group.id) ?? [])].sort(),
    })),
    shares: shares.map(wantedShare),
  };
  return { snapshot, unopened: hashes.unopened };
}

const SLICE_USERS = 1_000;
