/** Where a rename or a link leads. [MS-FSA] 2.1.5.15.11 and 2.1.5.15.7, what they have in common. */
import type { VfsLookup, VfsNode, VfsPath, VfsShare, VfsStat } from "../../port/vfs.ts";
import { maximalAccess, privilegesOf } from "../../state/access-check.ts";
import type { FileObject } from "../../state/file.ts";
import { parseName } from "../../state/name.ts";
import type { Open } from "../../state/open.ts";
import { parsePosixName } from "../../state/posix-name.ts";
import { FILE_ATTRIBUTE_READONLY } from "../../wire/fscc/attributes.ts";
import { FILE_SHARE_WRITE } from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ADD_FILE,
  FILE_ADD_SUBDIRECTORY,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_IO_REPARSE_TAG_NOT_HANDLED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { BreakWait } from "../break-first.ts";
import type { CommandContext } from "../context.ts";
import { accessToDirectory } from "../create/access.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { ruleRights } from "../rule-rights.ts";

/** The caller closes `lookup.parent` and `lookup.node`. */
export interface Target {
  readonly volume: VfsShare;
  readonly lookup: VfsLookup;
  /** As the client spells it; the store keeps this spelling. */
  readonly name: string;
  /** It names the file itself: the same place, perhaps in other letters. */
  readonly isSame: boolean;
}

/** Finds the target and checks whether this caller may put something there. */
export function targetOf(
  cx: CommandContext,
  fileName: string,
  rootDirectory: bigint,
  replaceIfExists: boolean,
): Target | BreakWait | NtStatus {
  const { open, tree } = cx;
  // [MS-FSCC] 2.4.43.2: relative handles mean nothing on the network.
  if (rootDirectory !== 0n || fileName === "") return STATUS_INVALID_PARAMETER;
  if (tree.volume === null || open.node === null) return STATUS_INVALID_PARAMETER;
  // Some clients start the path at the share's root with a backslash, which a CREATE may not.
  const parsed = open.isPosix
    ? parsePosixName(fileName)
    : parseName(fileName.startsWith("\\") ? fileName.slice(1) : fileName);
  if (typeof parsed === "number") return parsed;
  const name = parsed.path.at(-1);
  if (name === undefined || parsed.mustBeData) return STATUS_INVALID_PARAMETER;
  const lookup = tree.volume.lookup(parsed.path, open.isPosix ? { caseSensitive: true } : {});
  if (typeof lookup === "number") return lookup;
  const isSame = lookup.node?.identity === open.node.identity && isSamePath(open.path, lookup.path);
  const target = { volume: tree.volume, lookup, name, isSame };
  const status = checkFolder(lookup.parent) || checkTarget(cx, target, replaceIfExists, open);
  if (status === STATUS_SUCCESS) return target;
  releaseTarget(target);
  return status;
}

export function releaseTarget({ lookup }: Target): void {
  lookup.parent.close();
  lookup.node?.close();
}

/** A folder that leads elsewhere stays empty. */
function checkFolder(folder: VfsNode): NtStatus {
  const stat = folder.stat();
  if (typeof stat === "number") return stat;
  return stat.reparseTag === 0 ? STATUS_SUCCESS : STATUS_IO_REPARSE_TAG_NOT_HANDLED;
}

function checkTarget(
  cx: CommandContext,
  target: Target,
  replaceIfExists: boolean,
  source: Open,
): BreakWait | NtStatus {
  const { lookup, volume, isSame } = target;
  const existing = isSame ? null : lookup.node;
  if (existing !== null && !replaceIfExists) return STATUS_OBJECT_NAME_COLLISION;
  const parentPath = lookup.path.slice(0, -1);
  const parent = accessToDirectory(cx, volume, parentPath, lookup.parent);
  const needed = source.isDirectory ? FILE_ADD_SUBDIRECTORY : FILE_ADD_FILE;
  if (typeof parent === "number") return parent;
  if ((parent.mask & needed) === 0) return STATUS_ACCESS_DENIED;
  const folder = cx.engine.files.get(lookup.parent.identity);
  if (folder !== undefined && excludesRename(folder.opens())) return askToClose(cx, folder);
  return existing === null
    ? STATUS_SUCCESS
    : checkReplaced(cx, target, existing, parent.mask, source.isPosix);
}

/** Where only a cache keeps the folder open, its holder may close it. Else it stays in the way. */
function askToClose(cx: CommandContext, folder: FileObject): BreakWait | NtStatus {
  const caching = folder.streams.get("")?.caching;
  if (caching === undefined) return STATUS_SHARING_VIOLATION;
  const plan = caching.breakForNewName();
  cx.engine.sendBreaks(caching, plan.breaks);
  return plan.waitFor.length > 0 ? new BreakWait(caching, plan) : STATUS_SHARING_VIOLATION;
}

/**
 * [MS-FSA] 2.1.5.15.11: what is replaced must be a file that may be deleted and that nobody has open. Who keeps
 * it open only for its cache is asked to close it.
 */
function checkReplaced(
  cx: CommandContext,
  { lookup, volume }: Target,
  existing: VfsNode,
  parentAccess: number,
  isPosix: boolean,
): BreakWait | NtStatus {
  if (existing.isDirectory) return STATUS_ACCESS_DENIED;
  const stat = existing.stat();
  if (typeof stat === "number") return stat;
  const isReadOnly = (stat.attributes & FILE_ATTRIBUTE_READONLY) !== 0;
  if (isReadOnly && !isPosix) return STATUS_ACCESS_DENIED;
  const mayGo =
    ((parentAccess & FILE_DELETE_CHILD) !== 0 && !cx.tree.hasRules) ||
    mayDelete(cx, volume, lookup.path, existing, stat, parentAccess);
  if (mayGo !== true) return mayGo === false ? STATUS_ACCESS_DENIED : mayGo;
  const file = cx.engine.files.get(existing.identity);
  if (file === undefined) return STATUS_SUCCESS;
  // To POSIX a file that is replaced lives on for who has it open, where all of them know that.
  const livesOn = isPosix && [...file.opens()].every((open) => open.isPosix);
  return livesOn ? STATUS_SUCCESS : askToCloseAll(cx, file);
}

function mayDelete(
  cx: CommandContext,
  volume: VfsShare,
  path: VfsPath,
  existing: VfsNode,
  stat: VfsStat,
  parentAccess: number,
): boolean | NtStatus {
  const effective = effectiveDescriptor(cx.engine.catalog, volume, path, existing);
  if (typeof effective === "number") return effective;
  const { descriptor } = effective;
  const maximal = maximalAccess(descriptor, cx.principal, privilegesOf(cx.principal));
  const fromParent = (parentAccess & FILE_DELETE_CHILD) === 0 ? 0 : DELETE;
  const byRule = ruleRights(cx, path, stat, descriptor);
  return ((maximal | fromParent) & cx.tree.maximalAccess & byRule & DELETE) !== 0;
}

function askToCloseAll(cx: CommandContext, file: FileObject): BreakWait | NtStatus {
  let waiting: BreakWait | null = null;
  for (const { caching } of file.streams.values()) {
    const plan = caching.breakFor("rename", null);
    cx.engine.sendBreaks(caching, plan.breaks);
    if (waiting === null && plan.waitFor.length > 0) waiting = new BreakWait(caching, plan);
  }
  return waiting ?? STATUS_ACCESS_DENIED;
}

/**
 * Windows opens the folder that gets a new name in order to add to it, sharing reading and writing: an open that
 * may delete the folder, or that lets nobody else change it, stands against that.
 */
function excludesRename(opens: Iterable<Open>): boolean {
  for (const { grantedAccess, shareAccess } of opens) {
    if ((grantedAccess & DELETE) !== 0) return true;
    const counts = (grantedAccess & COUNTED_FOR_SHARING) !== 0;
    if (counts && (shareAccess & FILE_SHARE_WRITE) === 0) return true;
  }
  return false;
}

/** An open for attributes alone shares everything. [MS-FSA] 2.1.5.1.2.2. */
const COUNTED_FOR_SHARING = FILE_READ_DATA | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_EXECUTE;

function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
