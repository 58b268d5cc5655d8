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
import { type DiskAnswers, type DiskAsk, FOLDER_NAMES_MAX } from "./disk-contract.ts";

/** Does what the server may not; off the engine's thread, since a disk may take its time. */
export async function answerDisk(ask: DiskAsk): Promise<object> {
  try {
    return await CALLS[ask.ask](ask as never);
  } catch (error) {
    // What is not of the kernel is no reason for the engine to end.
    return { failed: (error as NodeJS.ErrnoException).code ?? "EIO" };
  }
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
    const key = [type, blocks, bavail, files].join(" ");
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, key };
  },
  access: async ({ path }) => {
    await access(path, constants.R_OK | constants.X_OK);
    return {};
  },
  mkdir: async ({ path }) => ({ first: (await mkdir(path, { recursive: true })) ?? null }),
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
