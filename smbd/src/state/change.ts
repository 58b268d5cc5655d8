/**
 * What an operation through an open changed, said once for all who care: watches of directories, and leases on
 * them. [MS-FSA] 2.1.4.1 for the former, with the filters of each operation's own section; lease-parent.ts for
 * the latter.
 */
import type { Guid } from "../wire/guid.ts";
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_EA,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SECURITY,
  FILE_NOTIFY_CHANGE_SIZE,
} from "../wire/message/change-notify.ts";
import type { ChildChange } from "./lease-parent.ts";
import type { NotifyChange, WholePath } from "./notify-change.ts";
import type { Open } from "./open.ts";

export interface Change {
  /** Null where no list of entries shows it. */
  readonly child: ChildChange | null;
  readonly path: WholePath;
  /** The same where nothing was renamed or linked. */
  readonly newPath: WholePath;
  /** The parent lease that the change was made under. */
  readonly parentKey: Guid | null;
  readonly events: readonly NotifyChange[];
  /** A directory got another name: all that is known by path follows. */
  readonly hasMoved: boolean;
}

export function wholePathOf(open: Open): WholePath {
  return [...open.tree.rootPath, ...open.path];
}

/** The file, and the stream where the open names one. */
export function created(open: Open, isNewFile: boolean): Change {
  const path = wholePathOf(open);
  const { isDirectory, streamName } = open;
  const events: NotifyChange[] = [];
  if (isNewFile) events.push({ kind: "added", path, isDirectory });
  if (streamName !== "") events.push({ kind: "streamAdded", path, streamName });
  return change(open, isNewFile ? "created" : null, events);
}

/** [MS-FSA] 2.1.5.1.2: the contents gave way to others, by the open itself. */
export function replaced(open: Open): Change {
  const path = wholePathOf(open);
  const { streamName } = open;
  if (streamName !== "") {
    return change(open, null, [
      { kind: "streamResized", path, streamName },
      { kind: "streamWritten", path, streamName },
    ]);
  }
  const filters =
    FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  return change(open, "replaced", [{ kind: "modified", path, filters }]);
}

/** Attributes and times; `filters` says which. */
export function basicInformationSet(open: Open, filters: number): Change {
  return change(open, "basicInformationSet", modified(open, filters));
}

export function eaSet(open: Open): Change {
  return change(open, null, modified(open, FILE_NOTIFY_CHANGE_EA));
}

export function securitySet(open: Open): Change {
  return change(open, null, modified(open, FILE_NOTIFY_CHANGE_SECURITY));
}

export function sizeSet(open: Open): Change {
  const path = wholePathOf(open);
  const { streamName } = open;
  if (streamName !== "") return change(open, null, [{ kind: "streamResized", path, streamName }]);
  const filters = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  return change(open, "sizeSet", modified(open, filters));
}

/** Writes are told once, when the open that wrote ends: [MS-FSA] PendingNotifications. */
export function closedAfterWriting(open: Open, parentKey: Guid | null): Change {
  const path = wholePathOf(open);
  const { streamName } = open;
  if (streamName !== "") {
    return change(open, null, [
      { kind: "streamResized", path, streamName },
      { kind: "streamWritten", path, streamName },
    ]);
  }
  const filters = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  return { ...change(open, "closedAfterWriting", modified(open, filters)), parentKey };
}

/** A name went, which need not be the open's own. */
export function removed(path: WholePath, isDirectory: boolean, parentKey: Guid | null): Change {
  const events = [{ kind: "removed", path, isDirectory }] as const;
  return { child: "removed", path, newPath: path, parentKey, events, hasMoved: false };
}

/** A name came where nobody of ours put it by an open of its own. */
export function appeared(path: WholePath): Change {
  const events = [{ kind: "added", path, isDirectory: false }] as const;
  return { child: "created", path, newPath: path, parentKey: null, events, hasMoved: false };
}

export function streamRemoved(open: Open, streamName: string): Change {
  return change(open, null, [{ kind: "streamRemoved", path: wholePathOf(open), streamName }]);
}

/** The unnamed stream is the file's own content: it is never removed nor added, and shows in its size. */
export function streamRenamed(open: Open, from: string): Change {
  const path = wholePathOf(open);
  const { streamName } = open;
  const events: NotifyChange[] = [];
  const isContent = from === "" || streamName === "";
  const filters = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
  if (isContent) events.push({ kind: "modified", path, filters });
  if (from !== "") events.push({ kind: "streamRemoved", path, streamName: from });
  if (streamName !== "") events.push({ kind: "streamAdded", path, streamName });
  return change(open, isContent ? "sizeSet" : null, events);
}

/** `hasReplaced`: what had the new name before is gone. */
export function renamed(
  open: Open,
  path: WholePath,
  newPath: WholePath,
  hasReplaced: boolean,
): Change {
  const { isDirectory } = open;
  const events: NotifyChange[] = [];
  if (hasReplaced) events.push({ kind: "removed", path: newPath, isDirectory: false });
  events.push({ kind: "renamed", path, newPath, isDirectory });
  return { ...change(open, "renamed", events), path, newPath, hasMoved: isDirectory };
}

/** A hard link: one more name. */
export function linked(open: Open, newPath: WholePath, hasReplaced: boolean): Change {
  const events: NotifyChange[] = [];
  if (hasReplaced) events.push({ kind: "removed", path: newPath, isDirectory: false });
  events.push({ kind: "added", path: newPath, isDirectory: false });
  return { ...change(open, "linked", events), newPath };
}

function modified(open: Open, filters: number): readonly NotifyChange[] {
  return filters === 0 ? [] : [{ kind: "modified", path: wholePathOf(open), filters }];
}

function change(open: Open, child: ChildChange | null, events: readonly NotifyChange[]): Change {
  const path = wholePathOf(open);
  const parentKey = open.stream?.caching.parentKeyOf(open) ?? null;
  return { child, path, newPath: path, parentKey, events, hasMoved: false };
}
