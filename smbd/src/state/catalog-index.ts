/** By what users, groups and shares are looked up. None of it changes: a changed catalog has another, which shares most. */
import type { AuditName } from "../port/observer.ts";
import { foldAccountName } from "./account-name.ts";
import type { CatalogGroup, CatalogInput, CatalogShare, CatalogUser } from "./catalog.ts";
import { CatalogTable } from "./catalog-table.ts";
import { FillingMap, type SlicedMap } from "./sliced-map.ts";

export interface CatalogIndex {
  readonly users: CatalogTable<CatalogUser>;
  readonly groups: CatalogTable<CatalogGroup>;
  readonly shares: CatalogTable<CatalogShare>;
  readonly usersByName: SlicedMap<string, CatalogUser>;
  readonly usersByUid: SlicedMap<number, CatalogUser>;
  readonly groupsByName: SlicedMap<string, CatalogGroup>;
  readonly groupsByGid: SlicedMap<number, CatalogGroup>;
  readonly namesByRid: SlicedMap<number, CatalogUser | CatalogGroup>;
  readonly sharesByName: SlicedMap<string, CatalogShare>;
  readonly groupIdsOfUser: SlicedMap<string, readonly string[]>;
  /** By folded name, of the shares that keep something out of the audit log. */
  readonly auditExceptions: SlicedMap<string, ReadonlySet<AuditName>>;
}

/** Entries between two pauses: some 2 ms. */
const ENTRIES_PER_STEP = 1_000;

export function catalogIndex(input: CatalogInput): CatalogIndex {
  const making = makingIndex(input);
  for (;;) {
    const step = making.next();
    if (step.done === true) return step.value;
  }
}

/** A step at a time, so that a hundred thousand users hold nobody up. */
export function* makingIndex(input: CatalogInput): Generator<void, CatalogIndex> {
  let count = 0;
  const isStepDone = () => ++count % ENTRIES_PER_STEP === 0;
  const users = yield* CatalogTable.making(input.users, isStepDone);
  const groups = yield* CatalogTable.making(input.groups, isStepDone);
  const shares = yield* CatalogTable.making(input.shares, isStepDone);
  const usersByName = new FillingMap<string, CatalogUser>(input.users.length);
  const usersByUid = new FillingMap<number, CatalogUser>(input.users.length);
  const nameCount = input.users.length + input.groups.length;
  const namesByRid = new FillingMap<number, CatalogUser | CatalogGroup>(nameCount);
  for (const user of input.users) {
    usersByName.set(foldAccountName(user.name), user);
    if (usersByUid.get(user.uid) === undefined) usersByUid.set(user.uid, user);
    namesByRid.set(user.rid, user);
    if (isStepDone()) yield;
  }
  const groupsByName = new FillingMap<string, CatalogGroup>(input.groups.length);
  const groupsByGid = new FillingMap<number, CatalogGroup>(input.groups.length);
  const groupIdsOfUser = new FillingMap<string, string[]>(input.users.length);
  for (const group of input.groups) {
    groupsByName.set(foldAccountName(group.name), group);
    if (groupsByGid.get(group.gid) === undefined) groupsByGid.set(group.gid, group);
    namesByRid.set(group.rid, group);
    if (isStepDone()) yield;
    for (const memberId of group.memberIds) {
      const known = groupIdsOfUser.get(memberId);
      if (known === undefined) groupIdsOfUser.set(memberId, [group.id]);
      else known.push(group.id);
      if (isStepDone()) yield;
    }
  }
  const sharesByName = new FillingMap<string, CatalogShare>(input.shares.length);
  const auditExceptions = new FillingMap<string, ReadonlySet<AuditName>>(input.shares.length);
  for (const share of input.shares) {
    sharesByName.set(foldAccountName(share.name), share);
    const except = auditExceptionsOf(share);
    if (except !== undefined) auditExceptions.set(foldAccountName(share.name), except);
    if (isStepDone()) yield;
  }
  return {
    ...{ users, groups, shares },
    usersByName: usersByName.whole(),
    usersByUid: usersByUid.whole(),
    groupsByName: groupsByName.whole(),
    groupsByGid: groupsByGid.whole(),
    namesByRid: namesByRid.whole(),
    sharesByName: sharesByName.whole(),
    groupIdsOfUser: groupIdsOfUser.whole(),
    auditExceptions: auditExceptions.whole(),
  };
}

export function auditExceptionsOf(share: CatalogShare): ReadonlySet<AuditName> | undefined {
  const { auditExcept = [] } = share;
  return auditExcept.length === 0 ? undefined : new Set(auditExcept);
}
