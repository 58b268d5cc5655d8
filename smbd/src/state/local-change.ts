/** How a change by another program of the machine looks to who watches. What it was exactly, nobody says. */
import type { LocalChange } from "../port/local-change.ts";
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_EA,
  FILE_NOTIFY_CHANGE_LAST_ACCESS,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SECURITY,
  FILE_NOTIFY_CHANGE_SIZE,
} from "../wire/message/change-notify.ts";
import type { NotifyChange, WholePath } from "./notify-change.ts";

const WRITTEN = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
/** The kernel tells of mode, owner, times and extended attributes alike. */
const TOUCHED =
  FILE_NOTIFY_CHANGE_ATTRIBUTES |
  FILE_NOTIFY_CHANGE_LAST_WRITE |
  FILE_NOTIFY_CHANGE_LAST_ACCESS |
  FILE_NOTIFY_CHANGE_EA |
  FILE_NOTIFY_CHANGE_SECURITY;

/** `directory`: the whole path of what is watched. */
export function notifyChangeOf(
  change: Exclude<LocalChange, { kind: "lost" }>,
  directory: WholePath,
): NotifyChange {
  const path = [...directory, ...change.path];
  switch (change.kind) {
    case "added":
    case "removed":
      return { kind: change.kind, path, isDirectory: change.isDirectory };
    case "renamed": {
      const newPath = [...directory, ...change.newPath];
      return { kind: "renamed", path, newPath, isDirectory: change.isDirectory };
    }
    case "written":
      return { kind: "modified", path, filters: WRITTEN };
    case "touched":
      return { kind: "modified", path, filters: TOUCHED };
  }
}
