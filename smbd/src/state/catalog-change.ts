/**
 * A catalog with a few changes, made of the one before: what it costs grows with what changed (and with the rows of
 * the tables that changed by a copy of 8 bytes each), not with the work of looking at each of them.
 */
import type { AuditName } from "../port/observer.ts";
import { foldAccountName } from "./account-name.ts";
import {
  Catalog,
  type CatalogGroup,
  type CatalogServer,
  type CatalogSettings,
  type CatalogShare,
  type CatalogUser,
} from "./catalog.ts";
import { auditExceptionsOf, type CatalogIndex } from "./catalog-index.ts";

/** The control contract's Changes has this shape. */
export interface CatalogChanges {
  /** What they are changes of; another catalog is not changed by them. */
  readonly from: number;
  readonly revision: number;
  readonly server: CatalogServer;
  readonly settings: CatalogSettings;
  readonly users: Put<CatalogUser>;
  /** Without members, who are told of below; one that was there keeps those that it has. */
  readonly groups: Put<Omit<CatalogGroup, "memberIds">>;
  readonly shares: Put<CatalogShare>;
  /** All groups that these users are in. */
  readonly memberships: readonly {
    readonly userId: string;
    readonly groupIds: readonly string[];
  }[];
}

interface Put<Entry> {
  readonly put: readonly Entry[];
  readonly removedIds: readonly string[];
}

/** Whose sessions and whose trees are held against the new catalog. Null: everybody's. */
export interface TouchedEntries {
  readonly userIds: ReadonlySet<string>;
  readonly shareIds: ReadonlySet<string>;
}

export interface ChangedCatalog {
  readonly catalog: Catalog;
  readonly touched: TouchedEntries | null;
}

/** Null: they are changes of another catalog. */
export function changedCatalog(before: Catalog, changes: CatalogChanges): ChangedCatalog | null {
  if (changes.from !== before.revision || before.revision === 0) return null;
  const membership = changedMembership(before, changes);
  const { users, shares } = changes;
  const input = { revision: changes.revision, server: changes.server, settings: changes.settings };
  const index = {
    ...before.index,
    ...changedUsers(before.index, users, membership.groups),
    ...changedShares(before.index, shares),
    groupIdsOfUser: before.index.groupIdsOfUser.with(membership.groupIdsOfUser),
  };
  const tables = { users: index.users.all, groups: index.groups.all, shares: index.shares.all };
  const isForAll =
    !isSame(before.settings, changes.settings) || !isSame(before.server, changes.server);
  return {
    catalog: new Catalog({ ...input, ...tables }, index),
    touched: isForAll
      ? null
      : {
          userIds: new Set([...idsOf(users), ...membership.userIds]),
          shareIds: new Set(idsOf(shares)),
        },
  };
}

function idsOf({ put, removedIds }: Put<{ readonly id: string }>): string[] {
  return [...put.map(({ id }) => id), ...removedIds];
}

/** Settings are a few dozen plain values, in the order of the contract. */
function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface ChangedMembership {
  readonly groups: Put<CatalogGroup>;
  readonly groupIdsOfUser: ReadonlyMap<string, readonly string[] | undefined>;
  /** Who is in other groups than before, or in a group that is another. */
  readonly userIds: ReadonlySet<string>;
}

function changedMembership({ index }: Catalog, changes: CatalogChanges): ChangedMembership {
  const groupIdsOfUser = new Map<string, readonly string[] | undefined>();
  const joined = new Map<string, Set<string>>();
  const left = new Map<string, Set<string>>();
  const userIds = new Set<string>();
  const isIn = (userId: string) =>
    groupIdsOfUser.has(userId) ? groupIdsOfUser.get(userId) : index.groupIdsOfUser.get(userId);
  const move = (userId: string, groupIds: readonly string[]) => {
    const known = new Set(isIn(userId) ?? []);
    const wanted = new Set(groupIds);
    for (const id of known) if (!wanted.has(id)) entryOf(left, id).add(userId);
    for (const id of wanted) if (!known.has(id)) entryOf(joined, id).add(userId);
    groupIdsOfUser.set(userId, wanted.size === 0 ? undefined : [...wanted]);
    userIds.add(userId);
  };
  const removed = new Set(changes.groups.removedIds);
  for (const id of removed) {
    for (const userId of index.groups.byId(id)?.memberIds ?? []) {
      move(
        userId,
        (isIn(userId) ?? []).filter((other) => other !== id),
      );
    }
  }
  for (const userId of changes.users.removedIds) move(userId, []);
  for (const { userId, groupIds } of changes.memberships) move(userId, groupIds);
  const groups = new Map<string, CatalogGroup>();
  for (const fresh of changes.groups.put) {
    const known = index.groups.byId(fresh.id);
    groups.set(fresh.id, { ...fresh, memberIds: known?.memberIds ?? [] });
    // What their principals say of the group.
    const isOther = known !== undefined && (known.rid !== fresh.rid || known.gid !== fresh.gid);
    if (isOther) for (const userId of known.memberIds) userIds.add(userId);
  }
  for (const id of new Set([...joined.keys(), ...left.keys()])) {
    const group = groups.get(id) ?? index.groups.byId(id);
    if (group === undefined || removed.has(id)) continue;
    const gone = left.get(id);
    const stay =
      gone === undefined ? group.memberIds : group.memberIds.filter((one) => !gone.has(one));
    groups.set(id, { ...group, memberIds: [...stay, ...(joined.get(id) ?? [])] });
  }
  const put = [...groups.values()];
  return { groups: { put, removedIds: [...removed] }, groupIdsOfUser, userIds };
}

function entryOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<string>();
  map.set(key, made);
  return made;
}

function changedUsers(index: CatalogIndex, users: Put<CatalogUser>, groups: Put<CatalogGroup>) {
  const byName = new Map<string, CatalogUser | undefined>();
  const byUid = new Map<number, CatalogUser | undefined>();
  const groupByName = new Map<string, CatalogGroup | undefined>();
  const byGid = new Map<number, CatalogGroup | undefined>();
  const byRid = new Map<number, CatalogUser | CatalogGroup | undefined>();
  // First everybody gives up what they were known by: a name may go from one to another.
  for (const known of idsOf(users).flatMap((id) => index.users.byId(id) ?? [])) {
    byName.set(foldAccountName(known.name), undefined);
    byUid.set(known.uid, undefined);
    byRid.set(known.rid, undefined);
  }
  for (const known of idsOf(groups).flatMap((id) => index.groups.byId(id) ?? [])) {
    groupByName.set(foldAccountName(known.name), undefined);
    byGid.set(known.gid, undefined);
    byRid.set(known.rid, undefined);
  }
  for (const user of users.put) {
    byName.set(foldAccountName(user.name), user);
    byUid.set(user.uid, user);
    byRid.set(user.rid, user);
  }
  for (const group of groups.put) {
    groupByName.set(foldAccountName(group.name), group);
    byGid.set(group.gid, group);
    byRid.set(group.rid, group);
  }
  return {
    users: index.users.with(users.put, users.removedIds),
    groups: index.groups.with(groups.put, groups.removedIds),
    usersByName: index.usersByName.with(byName),
    usersByUid: index.usersByUid.with(byUid),
    groupsByName: index.groupsByName.with(groupByName),
    groupsByGid: index.groupsByGid.with(byGid),
    namesByRid: index.namesByRid.with(byRid),
  };
}

function changedShares(index: CatalogIndex, shares: Put<CatalogShare>) {
  const byName = new Map<string, CatalogShare | undefined>();
  const exceptions = new Map<string, ReadonlySet<AuditName> | undefined>();
  for (const known of idsOf(shares).flatMap((id) => index.shares.byId(id) ?? [])) {
    byName.set(foldAccountName(known.name), undefined);
  }
  for (const share of shares.put) byName.set(foldAccountName(share.name), share);
  for (const [name, share] of byName) {
    exceptions.set(name, share && auditExceptionsOf(share));
  }
  return {
    shares: index.shares.with(shares.put, shares.removedIds),
    sharesByName: index.sharesByName.with(byName),
    auditExceptions: index.auditExceptions.with(exceptions),
  };
}
