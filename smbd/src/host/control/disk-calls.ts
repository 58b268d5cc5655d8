import { constants } from "node:fs";
import {
  access,
  chmod,
  lchown,
  mkdir,
  opendir,
  realpath,
  rmdir,
  stat,
  statfs,
} from "node:fs/promises";
import { dirname } from "node:path";
import { type DiskAnswers, type DiskAsk, FOLDER_NAMES_MAX } from "./disk-contract.ts";

/** Does what the server may not. */
export async function answerDisk(ask: DiskAsk): Promise<object> {
  try {
    return await callDisk(ask);
  } catch (error) {
    // What is not of the kernel is no reason for the engine to end.
    return { failed: (error as NodeJS.ErrnoException).code ?? "EIO" };
  }
}

/** A call of the kernel with the rights of the process; off its thread, since a disk may take its time. */
export function callDisk<Name extends DiskAsk["ask"]>(
  ask: Extract<DiskAsk, { ask: Name }>,
): Promise<DiskAnswers[Name]> {
  return CALLS[ask.ask](ask as never) as Promise<DiskAnswers[Name]>;
}

const CALLS: {
  readonly [Name in DiskAsk["ask"]]: (
    ask: Extract<DiskAsk, { ask: Name }>,
  ) => Promise<DiskAnswers[Name]>;
} = {
  realpath: async ({ path }) => ({ path: await realpath(path) }),
  stat: async ({ path }) => {
    const found = await stat(path);
    const { uid, gid } = found;
    return { isFolder: found.isDirectory(), mode: found.mode & 0o7777, uid, gid };
  },
  names: async ({ path }) => ({ names: await folderNames(path) }),
  space: async ({ path }) => {
    const { type, blocks, bavail, bsize, files } = await statfs(path);
    // Node does not tell the device; two disks that agree in all of these are told as one.
    const key = [type, blocks, bavail, files].join(" ");
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, key };
  },
  access: async ({ path }) => {
    await access(path, constants.R_OK | constants.X_OK);
    return {};
  },
  mkdir: async ({ path }) => ({ first: await makeFolders(path) }),
  chmod: async ({ path, mode }) => {
    await chmod(path, mode);
    return {};
  },
  lchown: async ({ path, uid, gid }) => {
    await lchown(path, uid, gid);
    return {};
  },
  rmdir: async ({ path }) => {
    await rmdir(path);
    return {};
  },
};

/** In the disk's order and no more than are told: a folder may hold a million. */
async function folderNames(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(path)) {
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    if (entry.name.startsWith(".")) continue;
    names.push(entry.name);
    if (names.length === FOLDER_NAMES_MAX) break;
  }
  return names;
}

/**
 * Answers the first that was made; null: all are there. Node's own says ENOENT where the file system is read-only, and
 * comes to no end where the kernel says that itself, as in /proc.
 */
async function makeFolders(path: string): Promise<string | null> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return null;
    if (code !== "ENOENT" || path === "/") throw error;
  }
  const first = await makeFolders(dirname(path));
  await mkdir(path);
  return first ?? path;
}
