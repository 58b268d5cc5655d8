import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, realpath, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { DataRoots } from "../module/folder/data-roots.ts";

/** Why a backup could not be put where it belongs, in a sentence for people. */
export class BackupNotKept extends Error {}

export interface KeptBackup {
  /** Empty: `backups` in the state folder. */
  readonly folder: string;
  readonly keepCount: number;
  readonly serverName: string;
  readonly madeAtMs: number;
  readonly content: Uint8Array;
}

/** Writes the file whole or not at all, and then removes the oldest of this box beyond the number. Gives its path. */
export async function keepBackup(
  roots: DataRoots,
  stateFolder: string,
  kept: KeptBackup,
): Promise<string> {
  try {
    const { handle, path } = await openFolder(roots, stateFolder, kept.folder);
    try {
      // By its descriptor: the folder may be one of a share, where others rename.
      const inside = `/proc/self/fd/${handle.fd}`;
      const name = fileName(kept);
      await writeWhole(inside, name, kept.content);
      await removeOldest(inside, kept);
      return join(path, name);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new BackupNotKept(REASONS[code] ?? `The file could not be written (${code}).`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "There is no room left where it is kept.",
  EDQUOT: "There is no room left where it is kept.",
  EACCES: "The server may not write in this folder.",
  EPERM: "The server may not write in this folder.",
  EROFS: "The server may not write in this folder.",
  ENOENT: "The folder is not there.",
  ENOTDIR: "This is no folder.",
  ELOOP: "This is no folder.",
};

async function openFolder(
  roots: DataRoots,
  stateFolder: string,
  folder: string,
): Promise<{ handle: FileHandle; path: string }> {
  const isOwn = folder === "";
  const wanted = isOwn ? join(stateFolder, "backups") : folder;
  if (isOwn) await mkdir(wanted, { recursive: true, mode: 0o700 });
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  const handle = await open(wanted, flags);
  // What was opened, and not what the name leads to a moment later.
  const path = await realpath(`/proc/self/fd/${handle.fd}`);
  if (!isOwn) {
    const { isInside, touchesState } = await roots.resolve(path);
    if (!isInside || touchesState) {
      await handle.close();
      throw new BackupNotKept("The folder is not in a data folder of this box.");
    }
  }
  return { handle, path };
}

async function writeWhole(inside: string, name: string, content: Uint8Array): Promise<void> {
  const part = join(inside, `.${name}.part`);
  await unlink(part).catch(unlessMissing);
  const file = await open(part, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await unlink(part);
    throw error;
  } finally {
    await file.close();
  }
  await rename(part, join(inside, name));
}

async function removeOldest(inside: string, { serverName, keepCount }: KeptBackup): Promise<void> {
  const prefix = `${serverName.toLowerCase()}-`;
  const ours = (await readdir(inside)).filter(
    (name) => name.startsWith(prefix) && STAMPED.test(name.slice(prefix.length)),
  );
  // The names end in their time, so that the order of letters is that of age.
  for (const name of ours.sort().slice(0, Math.max(0, ours.length - keepCount))) {
    await unlink(join(inside, name)).catch(unlessMissing);
  }
}

const STAMPED = /^\d{8}t\d{6}z\.larder-backup$/;

function fileName({ serverName, madeAtMs }: KeptBackup): string {
  const stamp = new Date(madeAtMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return `${serverName.toLowerCase()}-${stamp.toLowerCase()}z.larder-backup`;
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
