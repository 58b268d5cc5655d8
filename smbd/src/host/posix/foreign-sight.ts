/** From events to what they mean for who watches. */
import type { LocalChange } from "../../port/local-change.ts";
import type { VfsPath } from "../../port/vfs.ts";
import { isStreamFolder } from "../stream-folder.ts";
import {
  FAN_ATTRIB,
  FAN_CREATE,
  FAN_DELETE,
  FAN_MODIFY,
  FAN_MOVE_SELF,
  FAN_ONDIR,
  FAN_RENAME,
  type ForeignEntry,
  type ForeignEvent,
} from "./foreign-event.ts";

/** From what is watched to a directory that events name; null where it is not seen. */
export type PathOf = (directory: string) => VfsPath | null;

/** To who watches directories, those that `pathOf` answers a path for. */
export function localChanges(event: ForeignEvent, pathOf: PathOf): LocalChange[] {
  const { mask, entry, from, to } = event;
  const isDirectory = (mask & FAN_ONDIR) !== 0;
  if ((mask & FAN_RENAME) !== 0) {
    const path = pathBelow(from, pathOf);
    const newPath = pathBelow(to, pathOf);
    if (path !== null && newPath !== null) return [{ kind: "renamed", path, newPath, isDirectory }];
    if (path !== null) return [{ kind: "removed", path, isDirectory }];
    return newPath === null ? [] : [{ kind: "added", path: newPath, isDirectory }];
  }
  const path = pathBelow(entry, pathOf);
  if (path === null) return [];
  // Events that the kernel took together are of one file: it can only have been made before it went.
  const changes: LocalChange[] = [];
  if ((mask & FAN_CREATE) !== 0) changes.push({ kind: "added", path, isDirectory });
  if ((mask & FAN_MODIFY) !== 0) changes.push({ kind: "written", path });
  if ((mask & FAN_ATTRIB) !== 0) changes.push({ kind: "touched", path });
  if ((mask & FAN_DELETE) !== 0) changes.push({ kind: "removed", path, isDirectory });
  return changes;
}

function pathBelow(entry: ForeignEntry | null, pathOf: PathOf): VfsPath | null {
  const directory = entry === null ? null : pathOf(entry.directory);
  if (directory === null || entry === null) return null;
  const path = [...directory, entry.name];
  // Where long streams are kept is nobody's to see.
  return path.some(isStreamFolder) ? null : path;
}

/** To who watches the file itself. */
export function selfChanges(mask: number): LocalChange[] {
  const changes: LocalChange[] = [];
  if ((mask & FAN_MODIFY) !== 0) changes.push({ kind: "written", path: [] });
  if ((mask & FAN_ATTRIB) !== 0) changes.push({ kind: "touched", path: [] });
  if ((mask & FAN_MOVE_SELF) !== 0) {
    changes.push({ kind: "renamed", path: [], newPath: [], isDirectory: false });
  }
  return changes;
}
