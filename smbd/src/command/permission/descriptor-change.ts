/**
 * A new list of entries for a file or folder. Only what was asked for changes: entries that stay are taken over as
 * they stand, inherited ones and the audit list are not touched, and who asks for what is there already writes
 * nothing.
 */
import type { VfsNode } from "../../port/vfs.ts";
import { principalOf } from "../../state/accounts.ts";
import type { CatalogShare } from "../../state/catalog.ts";
import { type IdMap, uidOfSid } from "../../state/descriptor.ts";
import {
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  INHERITED_ACE,
  makeAce,
} from "../../wire/security/ace.ts";
import { type Acl, makeAcl } from "../../wire/security/acl.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../../wire/security/sid.ts";
import { type NtStatus, STATUS_SUCCESS } from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { accessOf, askerOf } from "./asker.ts";
import {
  type DescriptorReport,
  etagOf,
  handedDownTo,
  isOrdinary,
  reportOf,
} from "./descriptor-report.ts";
import {
  isRefusal,
  type PermissionHost,
  type Place,
  type Refusal,
  refuse,
  securityChanged,
} from "./place.ts";

export interface WantedEntry {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly sid: string;
}

export interface DescriptorChange {
  /** Of the report that the change was made from. */
  readonly etag: string;
  /** "own": these entries, beside what is inherited; "inherited": nothing of its own. */
  readonly list: "own" | "inherited";
  /** No list at all; only where there was none. */
  readonly isNull: boolean;
  readonly isProtected: boolean;
  /** Without the inherited ones. */
  readonly entries: readonly WantedEntry[];
  /** Null: stays. */
  readonly owner: string | null;
}

export interface ChangeReport {
  readonly isChanged: boolean;
  readonly before: DescriptorReport;
  readonly after: DescriptorReport;
  /** Users who may do something else than before; at most PEOPLE_COMPARED_MAX users are looked at. */
  readonly people: readonly PersonChange[];
  readonly isPeopleWhole: boolean;
}

export interface PersonChange {
  readonly userId: string;
  readonly before: number;
  readonly after: number;
}

/** `isDry`: says what would come of it. */
export function changeDescriptor(
  host: PermissionHost,
  place: Place,
  change: DescriptorChange,
  isDry: boolean,
): ChangeReport | Refusal {
  const { share, volume, found, node, stat } = place;
  const ids = host.catalog;
  if (stat.isSymlink) return refuse("is-link", found.path);
  const effective = effectiveDescriptor(ids, volume, found.path, node, found.parent);
  if (typeof effective === "number") return refuse("failed", found.path, effective);
  const current = effective.descriptor;
  if (etagOf(current) !== change.etag) return refuse("changed-meanwhile", found.path);
  const handed = handedDownTo(ids, place, current);
  if (typeof handed === "number") return refuse("failed", found.path, handed);
  const wanted = wantedDescriptor(place, current, handed, change);
  if (isRefusal(wanted)) return wanted;
  const bytes = bytesOf(wanted);
  if (typeof bytes === "number") return refuse("failed", found.path, bytes);
  const isChanged = differs(current, wanted);
  const before = reportOf(ids, place, current, effective.source);
  const after = reportOf(ids, place, wanted, isChanged ? "stored" : effective.source);
  if (typeof before === "number") return refuse("failed", found.path, before);
  if (typeof after === "number") return refuse("failed", found.path, after);
  const people = isChanged ? peopleChanges(host, place, current, wanted) : NOBODY;
  if (isRefusal(people)) return people;
  if (isChanged && !isDry) {
    const status = store(ids, share, node, current, wanted);
    if (status !== STATUS_SUCCESS) return refuse("failed", found.path, status);
    host.changed(securityChanged(share, found.path));
  }
  return { isChanged, before, after, ...people };
}

/** Writes it, with the uid that local programs and quotas go by where the share does not force one. */
export function store(
  ids: IdMap,
  share: CatalogShare,
  node: VfsNode,
  before: SecurityDescriptor,
  after: SecurityDescriptor,
): NtStatus {
  const bytes = bytesOf(after);
  if (typeof bytes === "number") return bytes;
  const status = node.setDescriptor(bytes);
  if (status !== STATUS_SUCCESS || before.owner?.text === after.owner?.text) return status;
  const uid = share.forceUid !== null || after.owner === null ? null : uidOfSid(ids, after.owner);
  // Where the process may not change it, the descriptor alone says who owns the file.
  if (uid !== null) node.setOwner(uid, null);
  return STATUS_SUCCESS;
}

export function differs(left: SecurityDescriptor, right: SecurityDescriptor): boolean {
  const shown = ({ control, owner, dacl }: SecurityDescriptor) =>
    JSON.stringify([
      (control & SE_DACL_PROTECTED) !== 0,
      owner?.text,
      dacl?.aces.map(({ type, flags, mask, sid, data }) => [
        ...[type, flags, mask >>> 0, sid.text],
        data.length,
      ]) ?? null,
    ]);
  return shown(left) !== shown(right);
}

/** What the place hands down and nothing else; owner, group and audit list stay. */
export function strippedDescriptor(
  current: SecurityDescriptor,
  handed: SecurityDescriptor,
): SecurityDescriptor {
  return {
    ...current,
    control: (current.control & ~SE_DACL_PROTECTED) | SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED,
    dacl: handed.dacl,
  };
}

function wantedDescriptor(
  place: Place,
  current: SecurityDescriptor,
  handed: SecurityDescriptor | null,
  change: DescriptorChange,
): SecurityDescriptor | Refusal {
  const { path } = place.found;
  const owner = change.owner === null ? current.owner : parseSid(change.owner);
  if (owner === null) return refuse("entry-invalid", path);
  if (change.list === "inherited") {
    // The root of a share has nothing above: there the list of a new share is what is left.
    if (handed === null) return refuse("entry-invalid", path);
    return { ...strippedDescriptor(current, handed), owner };
  }
  if (change.isNull) {
    return current.dacl === null ? { ...current, owner } : refuse("entry-invalid", path);
  }
  const entries: Ace[] = [];
  const before = current.dacl?.aces ?? [];
  for (const entry of change.entries) {
    const ace = aceOf(entry, before);
    if (ace === null) return refuse("entry-invalid", path);
    entries.push(ace);
  }
  const dacl = listOf(current, handed, entries, change.isProtected);
  const kept = current.control & ~SE_DACL_PROTECTED;
  const cut = change.isProtected ? SE_DACL_PROTECTED : 0;
  // So that what is made below says of its entries that they are inherited, and follows the next change.
  const control = kept | cut | SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED;
  return { ...current, control, owner, dacl };
}

/** An entry that is there is taken as it is, with all that it may carry; others are made anew. */
function aceOf(entry: WantedEntry, before: readonly Ace[]): Ace | null {
  const known = before.find(
    (ace) =>
      ace.type === entry.type &&
      ace.flags === entry.flags &&
      ace.mask >>> 0 === entry.mask &&
      ace.sid.text === entry.sid,
  );
  if (known !== undefined && (known.flags & INHERITED_ACE) === 0) return known;
  const sid: Sid | null = parseSid(entry.sid);
  if (sid === null || !isOrdinary(entry.type) || (entry.flags & INHERITED_ACE) !== 0) return null;
  return makeAce(entry.type, entry.flags, entry.mask, sid);
}

/**
 * Its own entries, denials first, then what is inherited: the order in which Windows has them, and its tools
 * expect them. Where the own entries are those that were there, their order is nobody's to change.
 */
function listOf(
  current: SecurityDescriptor,
  handed: SecurityDescriptor | null,
  entries: readonly Ace[],
  isProtected: boolean,
): Acl {
  const before = current.dacl?.aces ?? [];
  const own = before.filter((ace) => (ace.flags & INHERITED_ACE) === 0);
  const isSame = own.length === entries.length && own.every((ace, at) => ace === entries[at]);
  const wasProtected = (current.control & SE_DACL_PROTECTED) !== 0;
  if (isSame && wasProtected === isProtected && current.dacl !== null) return current.dacl;
  const denials = entries.filter((ace) => ace.type === ACCESS_DENIED_ACE_TYPE);
  const others = entries.filter((ace) => ace.type !== ACCESS_DENIED_ACE_TYPE);
  const kept = before.filter((ace) => (ace.flags & INHERITED_ACE) !== 0);
  const fromAbove = wasProtected || current.dacl === null ? (handed?.dacl?.aces ?? []) : kept;
  const list = makeAcl([...denials, ...others, ...(isProtected ? [] : fromAbove)]);
  return { ...list, revision: current.dacl?.revision ?? list.revision };
}

function bytesOf(descriptor: SecurityDescriptor): Uint8Array | NtStatus {
  try {
    return formatSecurityDescriptor(descriptor);
  } catch (error) {
    if (isWireError(error)) return STATUS_LIST_TOO_LONG;
    throw error;
  }
}

/** STATUS_ALLOTTED_SPACE_EXCEEDED: a list has 16 bits for its length. */
const STATUS_LIST_TOO_LONG = 0xc0000099;

type PeopleReport = Pick<ChangeReport, "people" | "isPeopleWhole">;
const NOBODY: PeopleReport = { people: [], isPeopleWhole: true };
/** Some 10 ms of the thread that serves everybody. */
export const PEOPLE_COMPARED_MAX = 500;

function peopleChanges(
  host: PermissionHost,
  place: Place,
  current: SecurityDescriptor,
  wanted: SecurityDescriptor,
): PeopleReport | Refusal {
  const users = host.catalog.users.slice(0, PEOPLE_COMPARED_MAX);
  const people: PersonChange[] = [];
  for (const user of users) {
    const asker = askerOf(host, place.share, principalOf(host.catalog, user));
    const before = accessOf(asker, place, null, current);
    const after = accessOf(asker, place, null, wanted);
    if (typeof before === "number") return refuse("failed", place.found.path, before);
    if (typeof after === "number") return refuse("failed", place.found.path, after);
    if (before.maximal !== after.maximal) {
      people.push({ userId: user.id, before: before.maximal, after: after.maximal });
    }
  }
  return { people, isPeopleWhole: users.length === host.catalog.users.length };
}
