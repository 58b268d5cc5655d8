/**
 * Rights on files and folders, as the entries of a permission list hold them ([MS-SMB2] 2.2.13.1), and the words of
 * few that people choose from.
 */
import { z } from "zod";

export const ACCESS_RIGHTS = [
  { key: "list", bit: 0x1, label: "List folder, read data" },
  { key: "addFile", bit: 0x2, label: "Create files, write data" },
  { key: "addFolder", bit: 0x4, label: "Create folders, append data" },
  { key: "readExtended", bit: 0x8, label: "Read extended attributes" },
  { key: "writeExtended", bit: 0x10, label: "Write extended attributes" },
  { key: "traverse", bit: 0x20, label: "Pass through folder, run file" },
  { key: "deleteChild", bit: 0x40, label: "Delete what is in the folder" },
  { key: "readAttributes", bit: 0x80, label: "Read attributes" },
  { key: "writeAttributes", bit: 0x100, label: "Write attributes" },
  { key: "delete", bit: 0x10000, label: "Delete" },
  { key: "readPermissions", bit: 0x20000, label: "Read permissions" },
  { key: "changePermissions", bit: 0x40000, label: "Change permissions" },
  { key: "takeOwnership", bit: 0x80000, label: "Take ownership" },
] as const;

/** Goes along with every right that is allowed: clients ask for it without thinking. */
export const SYNCHRONIZE = 0x100000;
export const FULL_ACCESS = 0x1f01ff;

export const ACCESS_LEVELS = [
  { key: "full", mask: FULL_ACCESS, label: "Full control" },
  { key: "change", mask: 0x1301bf, label: "Change" },
  { key: "read", mask: 0x1200a9, label: "Read" },
  { key: "traverse", mask: 0x1200a0, label: "Pass through" },
] as const;

export const accessLevelSchema = z.enum(["full", "change", "read", "traverse", "none", "other"]);
export type AccessLevel = z.infer<typeof accessLevelSchema>;

/** Generic bits of [MS-DTYP] 2.4.3, which entries for what is below may hold, as the rights that they mean. */
export function plainMask(mask: number): number {
  let plain = mask & FULL_ACCESS;
  if ((mask & 0x10000000) !== 0) plain |= FULL_ACCESS;
  if ((mask & 0x20000000) !== 0) plain |= 0x1200a0;
  if ((mask & 0x40000000) !== 0) plain |= 0x120116;
  if ((mask & 0x80000000) !== 0) plain |= 0x120089;
  return plain;
}

/** The one word for exactly these rights, or "other". */
export function levelOfEntry(mask: number): AccessLevel {
  const bare = plainMask(mask) & ~SYNCHRONIZE;
  if (bare === 0) return "none";
  return ACCESS_LEVELS.find((level) => (level.mask & ~SYNCHRONIZE) === bare)?.key ?? "other";
}

/** The most that somebody with these rights can be said to have. */
export function levelOfAccess(mask: number): AccessLevel {
  const has = (wanted: number) => (mask & wanted) === wanted;
  if (has(FULL_ACCESS)) return "full";
  if (has(0x1301bf)) return "change";
  if ((mask & 0x7) === 0x1 && has(0x120089)) return "read";
  return (mask & 0x7) === 0 ? "none" : "other";
}

export const FILES_INHERIT = 0x1;
export const FOLDERS_INHERIT = 0x2;
export const NO_FURTHER = 0x4;
export const INHERIT_ONLY = 0x8;
export const IS_INHERITED = 0x10;

/** What of a folder an entry is for. */
export const ENTRY_SCOPES = [
  { key: "all", flags: 0x3, label: "This folder, subfolders and files" },
  { key: "this", flags: 0x0, label: "This folder only" },
  { key: "folders", flags: 0x2, label: "This folder and subfolders" },
  { key: "files-too", flags: 0x1, label: "This folder and files" },
  { key: "below", flags: 0xb, label: "Subfolders and files only" },
  { key: "subfolders", flags: 0xa, label: "Subfolders only" },
  { key: "files", flags: 0x9, label: "Files only" },
] as const;

export type EntryScope = (typeof ENTRY_SCOPES)[number]["key"];

export function scopeOf(flags: number): EntryScope | "other" {
  return ENTRY_SCOPES.find((scope) => scope.flags === (flags & 0xf))?.key ?? "other";
}
