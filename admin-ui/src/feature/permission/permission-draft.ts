import {
  ACCESS_LEVELS,
  type AccessLevel,
  type EntryInput,
  type PermissionChange,
  type PermissionEntry,
  type Permissions,
  SYNCHRONIZE,
  type Who,
} from "@larder/server/contract";
import { t } from "../../i18n/t.ts";

/** An entry while it is edited. `key` tells it from one that says the same. */
export interface DraftEntry {
  readonly key: number;
  readonly who: Pick<Who, "kind" | "id" | "name" | "sid">;
  readonly type: number;
  readonly mask: number;
  readonly flags: number;
}

export interface Draft {
  readonly entries: readonly DraftEntry[];
  readonly isProtected: boolean;
  readonly isNull: boolean;
  /** null: stays as it is. */
  readonly owner: { readonly sid: string; readonly name: string } | null;
}

let lastKey = 0;

/** What is the file's own; what it inherits is looked at and not edited. */
export function draftOf({ entries, isProtected, isNull }: Permissions): Draft {
  return {
    entries: entries.filter((entry) => !entry.isInherited).map(draftEntryOf),
    isProtected,
    isNull,
    owner: null,
  };
}

export function draftEntryOf({ who, type, mask, flags }: PermissionEntry): DraftEntry {
  lastKey += 1;
  return { key: lastKey, who, type, mask, flags: flags & ~INHERITED };
}

/** What counts at another place, inherited or not, as entries of this one; without those that count here already. */
export function copiedEntries(
  source: Permissions,
  { entries, isProtected }: Draft,
  here: Permissions,
): DraftEntry[] {
  const { isDirectory } = here;
  const inherited = isProtected ? [] : here.entries.filter((entry) => entry.isInherited);
  const said = new Set(
    [...entries, ...inherited.map(draftEntryOf)].map((entry) => JSON.stringify(inputOf(entry))),
  );
  return source.entries
    .filter(({ type }) => type <= 1)
    .map(draftEntryOf)
    .map((entry) => (isDirectory ? entry : { ...entry, flags: 0 }))
    .filter((entry) => {
      const words = JSON.stringify(inputOf(entry));
      if (said.has(words)) return false;
      said.add(words);
      return true;
    });
}

export function newEntry(who: DraftEntry["who"], isDirectory: boolean): DraftEntry {
  lastKey += 1;
  return { key: lastKey, who, type: 0, mask: maskOfLevel("read", 0), flags: isDirectory ? 3 : 0 };
}

/** To deny what every open asks for would deny all the rest with it. */
export function maskOfLevel(level: AccessLevel, type: number): number {
  const mask = ACCESS_LEVELS.find(({ key }) => key === level)?.mask ?? 0;
  return type === 1 ? mask & ~SYNCHRONIZE : mask;
}

export function withRight(entry: DraftEntry, bit: number, isSet: boolean): DraftEntry {
  const mask = isSet ? entry.mask | bit : entry.mask & ~bit;
  if (entry.type === 1) return { ...entry, mask: (mask & ~SYNCHRONIZE) >>> 0 };
  // Nothing but waiting is nothing at all.
  const isEmpty = (mask & ~SYNCHRONIZE) === 0;
  return { ...entry, mask: (isEmpty ? 0 : mask | SYNCHRONIZE) >>> 0 };
}

export function withType(entry: DraftEntry, type: number): DraftEntry {
  const mask = type === 1 ? entry.mask & ~SYNCHRONIZE : entry.mask | SYNCHRONIZE;
  return { ...entry, type, mask: mask >>> 0 };
}

export function inputOf({ who, type, mask, flags }: DraftEntry): EntryInput {
  if ((who.kind === "user" || who.kind === "group") && who.id !== null) {
    return { who: { kind: who.kind, id: who.id }, type, mask, flags };
  }
  return { who: { kind: "sid", sid: who.sid }, type, mask, flags };
}

/** Taken out of the folders above: the inherited entries become the file's own, so that nobody loses anything. */
export function withCopies(draft: Draft, permissions: Permissions): Draft {
  const copies = permissions.entries.filter((entry) => entry.isInherited).map(draftEntryOf);
  return { ...draft, isProtected: true, entries: [...draft.entries, ...copies] };
}

/** What counts from above, or would once it is let in again. */
export function inheritedOf(draft: Draft, permissions: Permissions): readonly PermissionEntry[] {
  if (draft.isProtected) return [];
  if (permissions.isProtected) return permissions.handedDown;
  return permissions.entries.filter((entry) => entry.isInherited);
}

/** Let in again: copies that were made to be cut off go, and what was its own before stays. */
export function withoutCopies(draft: Draft, permissions: Permissions): Draft {
  const words = (entry: DraftEntry) => JSON.stringify(inputOf(entry));
  const joined = { ...draft, isProtected: false };
  const own = new Set(draftOf(permissions).entries.map(words));
  const above = new Set(inheritedOf(joined, permissions).map(draftEntryOf).map(words));
  const isCopy = (entry: DraftEntry) => above.has(words(entry)) && !own.has(words(entry));
  return { ...joined, entries: draft.entries.filter((entry) => !isCopy(entry)) };
}

export function hasOwn({ entries, isProtected, isNull }: Permissions): boolean {
  return isProtected || isNull || entries.some((entry) => !entry.isInherited);
}

/** Whether what stands here is what the folders above say by now, and nothing else. */
export function isAsAbove(permissions: Permissions): boolean {
  const shown = (entries: readonly PermissionEntry[]) =>
    JSON.stringify(entries.map(draftEntryOf).map(inputOf));
  return !hasOwn(permissions) && shown(permissions.entries) === shown(permissions.handedDown);
}

export function changeOf(draft: Draft, { path, etag }: Permissions): PermissionChange {
  const { isProtected, isNull, owner } = draft;
  return {
    ...{ path, etag, list: "own" as const, isProtected, isNull },
    owner: owner?.sid ?? null,
    entries: draft.entries.map(inputOf),
  };
}

/**
 * The change that makes the former permissions of what stands there now; it is refused where that has changed once
 * more. null: a POSIX ACL of a program on the box cannot be written as it was.
 */
export function wayBack(former: Permissions, now: Permissions): PermissionChange | null {
  if (former.source === "local") return null;
  if (former.source !== "stored") return { path: now.path, etag: now.etag, list: "inherited" };
  const owner = former.owner.sid === now.owner.sid ? null : former.owner;
  return changeOf({ ...draftOf(former), owner }, now);
}

export function isDirty(draft: Draft, permissions: Permissions): boolean {
  const shown = ({ entries, isProtected, isNull }: Draft) =>
    JSON.stringify([isProtected, isNull, entries.map(inputOf)]);
  return draft.owner !== null || shown(draft) !== shown(draftOf(permissions));
}

/** Why an entry cannot be saved as it stands; empty: it can. */
export function problemOf(entry: DraftEntry): string {
  return (entry.mask & ~SYNCHRONIZE) === 0 ? t("Choose at least one right") : "";
}

const INHERITED = 0x10;
