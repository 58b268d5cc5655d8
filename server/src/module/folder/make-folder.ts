import { chmod, mkdir, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ProblemAnswer } from "../../http/problem-answer.ts";

/**
 * Makes a folder (and missing ones above it) that every user may enter and write in: who may do what is decided
 * by the share. Answers what it made, so that a failed change can take it back.
 */
export async function makeFolder(path: string): Promise<{ undo: () => Promise<void> }> {
  try {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return { undo: async () => undefined };
    const made: string[] = [];
    for (let folder = path; made.at(-1) !== first; folder = dirname(folder)) {
      // mkdir(2) takes the umask off the mode; chmod(2) does not.
      await chmod(folder, FOLDER_MODE);
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

const FOLDER_MODE = 0o777;

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
