/** What is in a folder, for somebody who looks for the file to ask about. Folders first, names in order. */

import { FOLDER_LIST_ENTRY_COUNT_MAX } from "../../limits.ts";
import type { VfsDirectory, VfsEntry } from "../../port/vfs.ts";
import { isError } from "../../wire/status.ts";
import { atPlace, type PermissionHost, type Refusal, refuse, textOf, type Where } from "./place.ts";

export interface FolderListEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isLink: boolean;
  readonly size: number;
}

export interface FolderList {
  readonly path: string;
  readonly entries: readonly FolderListEntry[];
  /** There is more than is told. */
  readonly isTruncated: boolean;
}

export function listFolder(
  host: PermissionHost,
  where: Where,
  done: (answer: FolderList | Refusal) => void,
): void {
  const opened = atPlace(host, where, ({ node, found }) => {
    if (!node.isDirectory) return refuse("not-a-folder", found.path);
    const directory = node.openDirectory();
    if (typeof directory === "number") return refuse("failed", found.path, directory);
    return { directory, path: found.path };
  });
  if ("refused" in opened) {
    done(opened);
    return;
  }
  const { directory, path } = opened;
  directory.load(false, (status) =>
    host.guardUnasked(() => {
      const answer = isError(status) ? refuse("failed", path, status) : entriesOf(directory);
      directory.close();
      done("refused" in answer ? answer : { path: textOf(path), ...answer });
    }),
  );
}

function entriesOf(directory: VfsDirectory): Omit<FolderList, "path"> | Refusal {
  const kept: VfsEntry[] = [];
  // Two more: the names of the folder itself and of the one above come along.
  while (kept.length <= FOLDER_LIST_ENTRY_COUNT_MAX + 2) {
    const more = directory.next(BATCH, null);
    if (typeof more === "number") return refuse("failed", [], more);
    if (more.length === 0) break;
    kept.push(...more);
  }
  const entries = kept
    .filter(({ name }) => name !== "." && name !== "..")
    .map(({ name, stat }) => ({
      name,
      isDirectory: stat.isDirectory,
      isLink: stat.isSymlink || stat.reparseTag !== 0,
      size: stat.size,
    }))
    .sort(byKindAndName);
  return {
    entries: entries.slice(0, FOLDER_LIST_ENTRY_COUNT_MAX),
    isTruncated: entries.length > FOLDER_LIST_ENTRY_COUNT_MAX,
  };
}

const BATCH = 256;

function byKindAndName(left: FolderListEntry, right: FolderListEntry): number {
  if (left.isDirectory !== right.isDirectory) return left.isDirectory ? -1 : 1;
  return left.name < right.name ? -1 : 1;
}
