import { dirname } from "node:path";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { DataDisk } from "./data-disk.ts";
import { isWithin } from "./data-roots.ts";
import { type FolderOwner, giveFolder } from "./give-folder.ts";

/** What local programs see of a folder; who may do what over the network is decided by the share. */
export interface FolderLook extends FolderOwner {
  readonly mode: number;
}

/**
 * Makes a folder with the owner and mode that its place gives to folders. Missing ones above it belong to no share,
 * and nobody but the server writes in them. Answers what it made, so that a failed change can take it back.
 */
export async function makeFolder(
  disk: DataDisk,
  path: string,
  look: FolderLook,
): Promise<{ undo: () => Promise<void> }> {
  try {
    const first = await disk.mkdir(path);
    if (first === null) return { undo: async () => undefined };
    const made: string[] = [];
    // Never above what it made, however that is written: what was there keeps its mode.
    for (let folder = path; isWithin(folder, first); folder = dirname(folder)) {
      // mkdir(2) takes the umask off the mode; chmod(2) does not.
      await disk.chmod(folder, folder === path ? look.mode : ABOVE_MODE);
      made.push(folder);
    }
    await giveFolder(disk, path, look);
    return {
      undo: async () => {
        for (const folder of made) await disk.rmdir(folder);
      },
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = REASONS[code];
    if (reason === undefined) throw error;
    throw new ProblemAnswer(
      "folder-not-writable",
      `The folder ${path} cannot be made: ${reason}.`,
      {
        fields: [{ path: "path", message: `It cannot be made: ${reason}` }],
      },
    );
  }
}

const ABOVE_MODE = 0o755;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "the server may not write there",
  EPERM: "the server may not write there",
  EHOSTDOWN: "the file server is not running, which has to make it",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "there is a file with this name",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the path is not complete",
};
