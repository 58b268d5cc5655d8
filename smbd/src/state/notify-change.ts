/**
 * What happened to a name, and how a watch sees it. [MS-FSA] 2.1.4.1 and [MS-FSCC] 2.7.1. A change says under
 * which filters it counts; a watch that asks for several of them sees it once.
 */
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_ADDED_STREAM,
  FILE_ACTION_MODIFIED,
  FILE_ACTION_MODIFIED_STREAM,
  FILE_ACTION_REMOVED,
  FILE_ACTION_REMOVED_STREAM,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
} from "../wire/fscc/notify.ts";
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_CREATION,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_STREAM_NAME,
  FILE_NOTIFY_CHANGE_STREAM_SIZE,
  FILE_NOTIFY_CHANGE_STREAM_WRITE,
} from "../wire/message/change-notify.ts";

/** From the root of the volume down, as stored. */
export type WholePath = readonly string[];

export type NotifyChange =
  | { readonly kind: "added" | "removed"; readonly path: WholePath; readonly isDirectory: boolean }
  | {
      readonly kind: "renamed";
      readonly path: WholePath;
      readonly newPath: WholePath;
      readonly isDirectory: boolean;
    }
  /** `filters`: FILE_NOTIFY_CHANGE_ bits of what was set: attributes, times, size, EA, security. */
  | { readonly kind: "modified"; readonly path: WholePath; readonly filters: number }
  | {
      readonly kind: "streamAdded" | "streamRemoved" | "streamResized" | "streamWritten";
      readonly path: WholePath;
      readonly streamName: string;
    };

/** One thing to see: the first sight whose filters a watch asks for is the one it gets. */
export interface NotifyEvent {
  readonly path: WholePath;
  /** With its colon; empty for the file itself. */
  readonly streamSuffix: string;
  readonly sights: readonly { readonly filters: number; readonly action: number }[];
}

const STREAM_SIGHTS = {
  streamAdded: { filters: FILE_NOTIFY_CHANGE_STREAM_NAME, action: FILE_ACTION_ADDED_STREAM },
  streamRemoved: { filters: FILE_NOTIFY_CHANGE_STREAM_NAME, action: FILE_ACTION_REMOVED_STREAM },
  streamResized: { filters: FILE_NOTIFY_CHANGE_STREAM_SIZE, action: FILE_ACTION_MODIFIED_STREAM },
  streamWritten: { filters: FILE_NOTIFY_CHANGE_STREAM_WRITE, action: FILE_ACTION_MODIFIED_STREAM },
} as const;

/** A renamed file counts as touched to who watches no names. Directories have nothing that renaming touches. */
const TOUCHED_BY_RENAME = FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_CREATION;

export function eventsOf(change: NotifyChange): readonly NotifyEvent[] {
  switch (change.kind) {
    case "added":
    case "removed": {
      const action = change.kind === "added" ? FILE_ACTION_ADDED : FILE_ACTION_REMOVED;
      return [event(change.path, [{ filters: nameFilter(change.isDirectory), action }])];
    }
    case "modified":
      return [event(change.path, [{ filters: change.filters, action: FILE_ACTION_MODIFIED }])];
    case "renamed":
      return renamed(change.path, change.newPath, change.isDirectory);
    default: {
      const { path, streamName, kind } = change;
      return [{ path, streamSuffix: `:${streamName}`, sights: [STREAM_SIGHTS[kind]] }];
    }
  }
}

/** Within one directory it is a new name; from one to another it is a removal there and an addition here. */
function renamed(path: WholePath, newPath: WholePath, isDirectory: boolean): NotifyEvent[] {
  const stays = isSameParent(path, newPath);
  const filters = nameFilter(isDirectory);
  const left = stays ? FILE_ACTION_RENAMED_OLD_NAME : FILE_ACTION_REMOVED;
  const came = stays ? FILE_ACTION_RENAMED_NEW_NAME : FILE_ACTION_ADDED;
  const touched = isDirectory ? [] : [{ filters: TOUCHED_BY_RENAME, action: FILE_ACTION_MODIFIED }];
  return [
    event(path, [{ filters, action: left }]),
    event(newPath, [{ filters, action: came }, ...touched]),
  ];
}

function event(path: WholePath, sights: NotifyEvent["sights"]): NotifyEvent {
  return { path, streamSuffix: "", sights };
}

function nameFilter(isDirectory: boolean): number {
  return isDirectory ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
}

function isSameParent(one: WholePath, other: WholePath): boolean {
  if (one.length !== other.length) return false;
  return one.slice(0, -1).every((part, index) => part === other[index]);
}
