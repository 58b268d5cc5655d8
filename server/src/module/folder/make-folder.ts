import { chmod, mkdir, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { SHARE_OPTION_DEFAULTS } from "../../contract/share.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";

/**
 * Makes a folder with the mode that its share gives to folders; by default every user may enter and write in it: who
 * may do what is decided by the share. Missing ones above it belong to no share, and nobody but the server writes in
 * them. Answers what it made, so that a failed change can take it back.
 */
export async function makeFolder(
  path: string,
  mode: number = SHARE_OPTION_DEFAULTS.directoryMode,
): Promise<{ undo: () => Promise<void> }> {
  try {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return { undo: async () => undefined };
    const made: string[] = [];
    for (let folder = path; made.at(-1) !== first; folder = dirname(folder)) {
      // mkdir(2) takes the umask off the mode; chmod(2) does not.
      await chmod(folder, folder === path ? mode : ABOVE_MODE);
      made.push(folder);
    }
    return {
      undo: async () => {
        for (const folder of made) await rmdir(folder);
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
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "there is a file with this name",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the path is not complete",
};
