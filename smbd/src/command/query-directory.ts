/** QUERY_DIRECTORY. [MS-SMB2] 3.3.5.18, [MS-FSA] 2.1.5.6.3. */
import type { VfsDirectory, VfsEntry } from "../port/vfs.ts";
import { mapName, unmapName } from "../state/mapped-name.ts";
import type { Open } from "../state/open.ts";
import { shortNameOf } from "../state/short-name.ts";
import { compileWildcard, type NameMatcher } from "../state/wildcard.ts";
import { shownAttributes } from "../wire/fscc/attributes.ts";
import {
  type DirectoryEntry,
  directoryEntryFixedBytes,
  hasShortName,
} from "../wire/fscc/directory-entry.ts";
import { DirectoryListBuilder } from "../wire/fscc/directory-list.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import {
  beginQueryDirectoryResponse,
  decodeQueryDirectoryRequest,
  endQueryDirectoryResponse,
  type QueryDirectoryRequest,
  REOPEN,
  RESTART_SCANS,
  RETURN_SINGLE_ENTRY,
} from "../wire/message/query-directory.ts";
import { SID_NULL } from "../wire/security/well-known.ts";
import {
  isError,
  type NtStatus,
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_MORE_FILES,
  STATUS_NO_SUCH_FILE,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { type Sight, sightOf } from "./access-based-enumeration.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { posixInformation } from "./create/posix.ts";

/** What the open keeps between two requests: entries that were read and did not fit. */
interface Held {
  readonly entries: readonly VfsEntry[];
  /** The directory itself has nothing more. */
  readonly isLast: boolean;
}

const NOTHING_HELD: Held = { entries: [], isLast: false };

export function handleQueryDirectory(cx: CommandContext): Outcome {
  const request = decodeQueryDirectoryRequest(cx.message);
  const open = cx.open;
  if (!open.isDirectory) return STATUS_INVALID_PARAMETER;
  if (request.outputBufferLength > cx.connection.transactBytesMax) return STATUS_INVALID_PARAMETER;
  const fixedBytes = directoryEntryFixedBytes(request.fileInformationClass);
  if (fixedBytes === null) return STATUS_INVALID_INFO_CLASS;
  const isPosixClass = request.fileInformationClass === FileInformationClass.POSIX;
  if (isPosixClass && !open.isPosix) return STATUS_INVALID_INFO_CLASS;
  if (!isPattern(request.fileName, open.isPosix)) return STATUS_OBJECT_NAME_INVALID;
  if (request.outputBufferLength < fixedBytes) return STATUS_INFO_LENGTH_MISMATCH;
  const directory = cursorOf(open);
  if (typeof directory === "number") return directory;
  let outcome: Outcome | null = null;
  let isLate = false;
  const loaded = (status: NtStatus): Outcome => {
    if (cx.isHomeless) return STATUS_FILE_CLOSED;
    if (isError(status)) return forget(open, directory, status);
    beginScan(open, request);
    return list(cx, request, fixedBytes, directory, sightOf(cx));
  };
  open.listingCount++;
  directory.load(isRestart(request), (status) => {
    // What came before a CLOSE is answered as if that had not come, since the client sent them in this order.
    if (isLate) cx.resume(() => loaded(status));
    else outcome = loaded(status);
    open.listingCount--;
    if (open.isClosed && open.listingCount === 0) open.directory?.close();
  });
  isLate = true;
  return outcome ?? PENDING;
}

function cursorOf(open: Open): VfsDirectory | NtStatus {
  if (open.directory !== null) return open.directory;
  if (open.node === null) return STATUS_INVALID_PARAMETER;
  const opened = open.node.openDirectory();
  if (typeof opened !== "number") open.directory = opened;
  return opened;
}

/** What could not be read is opened anew by the next query. */
function forget(open: Open, directory: VfsDirectory, status: NtStatus): NtStatus {
  if (open.directory === directory) {
    directory.close();
    open.directory = null;
    open.directoryHeld = null;
  }
  return status;
}

function isRestart(request: QueryDirectoryRequest): boolean {
  return (request.flags & (RESTART_SCANS | REOPEN)) !== 0;
}

/** [MS-FSA] 2.1.5.6.3: the pattern of the first query sticks until a restart brings another one. */
function beginScan(open: Open, request: QueryDirectoryRequest): void {
  const restarts = isRestart(request);
  if (open.directoryPattern === null || (restarts && request.fileName !== "")) {
    open.directoryPattern = request.fileName === "" ? "*" : request.fileName;
  }
  if (restarts) {
    open.directoryHeld = null;
    open.directoryStarted = false;
  }
}

function list(
  cx: CommandContext,
  request: QueryDirectoryRequest,
  fixedBytes: number,
  directory: VfsDirectory,
  sight: Sight | null,
): Outcome {
  const isSingle = (request.flags & RETURN_SINGLE_ENTRY) !== 0;
  const limitBytes = request.outputBufferLength;
  // A reply that grows step by step is copied at each.
  if (!isSingle) cx.reserveReply(Math.min(QUERY_DIRECTORY_FIXED + limitBytes, RESERVED_BYTES_MAX));
  const { open, reply } = cx;
  const at = beginQueryDirectoryResponse(reply);
  const builder = new DirectoryListBuilder(reply, request.fileInformationClass, limitBytes);
  const listStart = reply.position;
  const match = matcherOf(open);
  const withShort = hasShortName(request.fileInformationClass) && !isCaseSensitive(open);
  const { isPosix } = open;
  const isRoot = open.path.length === 0;
  let held = heldBy(open);
  let isFull = false;
  while (!isFull) {
    if (held.entries.length === 0) {
      if (sight?.isTired === true) break;
      const room = limitBytes - (reply.position - listStart);
      const more = nextEntries(directory, match, isSingle ? 1 : batchFor(room, fixedBytes), held);
      // What was listed so far stays true; the failure is told by the next request.
      if (typeof more === "number" && builder.count === 0) return more;
      if (typeof more === "number") break;
      held = sight === null ? more : { ...more, entries: sight.visible(more.entries) };
      if (held.isLast) break;
      if (held.entries.length === 0) continue;
    }
    let taken = 0;
    for (const entry of held.entries) {
      isFull = !builder.append(isPosix ? posixEntryOf(entry, isRoot) : entryOf(entry, withShort));
      if (isFull) break;
      taken++;
      isFull = isSingle;
      if (isFull) break;
    }
    held = { entries: held.entries.slice(taken), isLast: held.isLast };
  }
  open.directoryHeld = held;
  if (builder.count > 0) {
    endQueryDirectoryResponse(reply, at);
    open.directoryStarted = true;
    return STATUS_SUCCESS;
  }
  reply.truncate(cx.replyStart);
  // Not even one fitted: the client must come with a larger buffer, and will find the entry then.
  if (held.entries.length > 0) return STATUS_INFO_LENGTH_MISMATCH;
  if (sight?.isTired === true && !held.isLast) {
    sight.rest();
    return lookOnLater(cx, () =>
      // Another request may have found the directory unreadable, and closed what this one reads from.
      open.directory === directory
        ? list(cx, request, fixedBytes, directory, sight)
        : STATUS_CANCELLED,
    );
  }
  return open.directoryStarted ? STATUS_NO_MORE_FILES : STATUS_NO_SUCH_FILE;
}

/** More entries from the store, or none when it has no more. */
function nextEntries(
  directory: VfsDirectory,
  match: NameMatcher | null,
  count: number,
  before: Held,
): Held | NtStatus {
  if (before.isLast) return before;
  const entries = directory.next(count, match);
  if (typeof entries === "number") return entries;
  return { entries, isLast: entries.length === 0 };
}

/** Nothing to be seen so far, and perhaps nothing for long: others have their turn before it looks on. */
function lookOnLater(cx: CommandContext, again: () => Outcome): Outcome {
  // Not at once: a timer that is due runs before anything else does.
  const timer = cx.engine.setTimer(cx.engine.nowMs() + 1, () => {
    cx.resume(() => (cx.isHomeless || cx.open.isClosed ? STATUS_FILE_CLOSED : again()));
  });
  cx.waitsQuietly = true;
  const isWaiting = cx.goAsync(() => {
    timer.cancel();
    cx.finish(STATUS_CANCELLED);
  });
  if (isWaiting) return PENDING;
  timer.cancel();
  return STATUS_INSUFFICIENT_RESOURCES;
}

function heldBy(open: Open): Held {
  // Only this file writes the field.
  return (open.directoryHeld as Held | null) ?? NOTHING_HELD;
}

function matcherOf(open: Open): NameMatcher | null {
  const pattern = open.directoryPattern ?? "*";
  if (open.isPosix) return posixMatcherOf(pattern);
  const match = compileWildcard(pattern, isCaseSensitive(open));
  // Windows holds every pattern against short names, too, and so finds page.html by "*.htm". Who means a short
  // name writes its "~"; everybody else is spared the surprise, and the cost.
  if (match === null || isCaseSensitive(open) || !pattern.includes("~")) return match;
  return (name) => match(name) || match(shortNameOf(name) ?? name);
}

/** Only `*` and `?` mean anything, on the names as the client knows them. */
function posixMatcherOf(pattern: string): NameMatcher | null {
  if (pattern === "*") return null;
  const mapped = mapName(pattern);
  if (!/[*?]/.test(pattern)) return (name) => name === mapped;
  return compileWildcard(pattern.replace(/[<>"]/g, mapName), true);
}

/** Two names that differ in case would have the same short name. */
function isCaseSensitive(open: Open): boolean {
  return open.isPosix || open.tree.share?.caseSensitive === true;
}

const QUERY_DIRECTORY_FIXED = 8;
/** What most clients ask for at a time. */
const RESERVED_BYTES_MAX = 65_536 + QUERY_DIRECTORY_FIXED;
const BATCH_MAX = 128;
/** Code units of an average name. A guess too high costs another call, one too low a few stats for later. */
const NAME_UNITS_USUAL = 16;

function batchFor(roomBytes: number, fixedBytes: number): number {
  const count = Math.ceil(roomBytes / (fixedBytes + 2 * NAME_UNITS_USUAL));
  return Math.min(Math.max(count, 1), BATCH_MAX);
}

const PATTERN_UNITS_MAX = 255;

function isPattern(pattern: string, isPosix: boolean): boolean {
  if (pattern.length > PATTERN_UNITS_MAX) return false;
  return !(isPosix ? FORBIDDEN_IN_POSIX_PATTERN : FORBIDDEN_IN_PATTERN).test(pattern);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no name can hold.
const FORBIDDEN_IN_PATTERN = /[\\/:|\u0000-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is forbidden.
const FORBIDDEN_IN_POSIX_PATTERN = /[\u0000/]/;

/** Names as the client has them, and all that POSIX asks; of what is above the share nothing is told. */
function posixEntryOf({ name, stat }: VfsEntry, isRoot: boolean): DirectoryEntry {
  const entry = entryOf({ name, stat }, false);
  const { endOfFile, allocationSize, fileAttributes } = entry;
  const posix = posixInformation({
    ...stat,
    endOfFile,
    streamAllocationSize: allocationSize,
    shownAttributes: fileAttributes,
  });
  const isAbove = isRoot && name === "..";
  return { ...entry, fileName: unmapName(name), posix: isAbove ? { ...posix, ...ABOVE } : posix };
}

const ABOVE = { inode: 0n, deviceId: 0, owner: SID_NULL, group: SID_NULL };

function entryOf({ name, stat }: VfsEntry, withShort: boolean): DirectoryEntry {
  return {
    fileName: name,
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    endOfFile: stat.isDirectory ? 0 : stat.size,
    allocationSize: stat.isDirectory ? 0 : stat.allocationSize,
    fileAttributes: shownAttributes(stat.attributes),
    eaSize: stat.eaSize,
    reparseTag: stat.reparseTag,
    fileId: stat.fileId,
    shortName: withShort ? (shortNameOf(name) ?? "") : "",
  };
}
