import { constants } from "node:fs";
import { access } from "node:fs/promises";

/** What is wrong with a folder that shares are to lie in, as one sentence for a person; "": nothing. */
export async function dataFolderProblem(folder: string): Promise<string> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return "";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT") return `The folder ${folder} does not exist.`;
    if (code === "EROFS")
      return `The folder ${folder} cannot be written to: it is mounted read-only.`;
    if (code === "EACCES") return `The folder ${folder} cannot be written to by this process.`;
    return `The folder ${folder} cannot be used (${code}).`;
  }
}
