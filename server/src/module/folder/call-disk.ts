import { constants } from "node:fs";
import {
  access,
  chmod,
  lchown,
  mkdir,
  readdir,
  realpath,
  rmdir,
  stat,
  statfs,
} from "node:fs/promises";
import type { DiskAnswers, DiskAsk } from "@larder/smbd/control";

/** A call of the kernel with this process's rights, as the engine makes it with its own. */
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
  names: async ({ path }) => {
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith("."));
    return { names };
  },
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
