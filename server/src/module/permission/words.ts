import {
  ACCESS_RIGHTS,
  type AccessLevel,
  ENTRY_SCOPES,
  levelOfAccess,
  plainMask,
  scopeOf,
} from "../../contract/access-right.ts";
import type {
  PermissionDiff,
  PermissionEntry,
  Permissions,
  Who,
} from "../../contract/permission.ts";

/** Sentences for people, out of what the engine says. All of them stand here, so that they can be in other words. */

export function named(who: Who): string {
  if (who.kind === "group") return `the group ${who.name}`;
  return who.name;
}

export function placeName(path: string): string {
  return path === "" ? "the share’s folder" : `“${path}”`;
}

export const LEVEL_WORDS: Readonly<Record<AccessLevel, string>> = {
  full: "full control",
  change: "change",
  read: "read",
  traverse: "pass through",
  none: "nothing",
  other: "some rights",
};

const LEVEL_LABELS: Readonly<Record<AccessLevel, string>> = {
  full: "Full control",
  change: "Change",
  read: "Read",
  traverse: "Pass through",
  none: "Nothing",
  other: "Other",
};

export function rightsInWords(mask: number): string {
  const plain = plainMask(mask);
  const labels = ACCESS_RIGHTS.filter(({ bit }) => (plain & bit) !== 0).map(({ label }) => label);
  return labels.length === 0 ? "nothing" : labels.join(", ").toLowerCase();
}

/** "bob may read (this folder, subfolders and files)". */
export function entryInWords(entry: PermissionEntry, isDirectory: boolean): string {
  const rights =
    entry.level === "other" ? rightsInWords(entry.mask) : LEVEL_LABELS[entry.level].toLowerCase();
  const scope = ENTRY_SCOPES.find(({ key }) => key === scopeOf(entry.flags));
  const what = isDirectory
    ? `${rights} (${(scope?.label ?? "a special part").toLowerCase()})`
    : rights;
  if (entry.type === 0) return `${named(entry.who)} is allowed ${what}`;
  if (entry.type === 1) return `${named(entry.who)} is denied ${what}`;
  return `${named(entry.who)} has a special entry for ${what}`;
}

/** What the change comes to, entry by entry. */
export function diffInWords(before: Permissions, after: Permissions): string[] {
  const sentences: string[] = [];
  const { isDirectory } = after;
  const own = (list: Permissions) => list.entries.filter((entry) => !entry.isInherited);
  const keyOf = ({ type, mask, flags, who }: PermissionEntry) =>
    [type, mask, flags & ~0x10, who.sid].join(" ");
  const left = new Map<string, number>();
  for (const entry of own(before)) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + 1);
  const added: PermissionEntry[] = [];
  for (const entry of own(after)) {
    const count = left.get(keyOf(entry)) ?? 0;
    if (count > 0) left.set(keyOf(entry), count - 1);
    else added.push(entry);
  }
  for (const entry of own(before)) {
    const count = left.get(keyOf(entry)) ?? 0;
    if (count === 0) continue;
    left.set(keyOf(entry), count - 1);
    sentences.push(`Goes: ${entryInWords(entry, isDirectory)}.`);
  }
  for (const entry of added) sentences.push(`New: ${entryInWords(entry, isDirectory)}.`);
  if (!before.isProtected && after.isProtected) {
    sentences.push("Entries of the folders above do not count here any more.");
  }
  if (before.isProtected && !after.isProtected) {
    sentences.push("Entries of the folders above count here again.");
  }
  if (before.isNull && !after.isNull) {
    sentences.push(
      "So far it had no list at all and was open to everybody; now only the list counts.",
    );
  }
  if (before.owner.sid !== after.owner.sid) {
    sentences.push(`It belongs to ${named(after.owner)} instead of ${named(before.owner)}.`);
  }
  const inherited = (list: Permissions) => list.entries.filter((entry) => entry.isInherited);
  const hasOtherInherited =
    JSON.stringify(inherited(before).map(keyOf)) !== JSON.stringify(inherited(after).map(keyOf));
  if (hasOtherInherited && before.isProtected === after.isProtected) {
    sentences.push("What it inherits is brought up to date with the folder above.");
  }
  if (sentences.length === 0 && JSON.stringify(before.entries) !== JSON.stringify(after.entries)) {
    sentences.push("The entries are the same in the order that Windows expects: denials first.");
  }
  return sentences;
}

/** "bob: read → change". */
export function personInWords(name: string, before: number, after: number): string {
  const [from, to] = [levelOfAccess(before), levelOfAccess(after)];
  if (from !== to) return `${name}: ${LEVEL_WORDS[from]} → ${LEVEL_WORDS[to]}`;
  const gained = after & ~before;
  const lost = before & ~after;
  if (lost === 0) return `${name} gains ${rightsInWords(gained)}`;
  if (gained === 0) return `${name} loses ${rightsInWords(lost)}`;
  return `${name} gains ${rightsInWords(gained)} and loses ${rightsInWords(lost)}`;
}

/** For the audit log: before and after of one change. */
export function changeForAudit({ sentences }: Pick<PermissionDiff, "sentences">): string {
  return sentences.join(" ");
}

/** What is wrong with an account, as a sentence without its full stop. */
export function accountInWords(name: string, problem: AccountProblem): string {
  return ACCOUNT_WORDS[problem](name);
}

type AccountProblem = keyof typeof ACCOUNT_WORDS;

const ACCOUNT_WORDS = {
  disabled: (name: string) => `${name} is switched off and cannot log on`,
  expired: (name: string) => `${name} has expired and cannot log on`,
  "no-password": (name: string) => `${name} has no password yet and cannot log on`,
  "must-change": (name: string) => `${name} has to change the password before the next logon`,
  "password-expired": (name: string) =>
    `${name} has a password that is too old, and has to change it first`,
} as const;
