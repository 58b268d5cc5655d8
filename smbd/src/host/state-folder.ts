import { statfs } from "node:fs/promises";

/** Of what is kept in there, the greatest is the configuration of many users. */
const FREE_BYTES_MIN = 1_048_576;

/** What is wrong with the folder of the engine's and the server's state, as one sentence for a person; "": nothing. */
export async function stateFolderProblem(folder: string): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= FREE_BYTES_MIN) return "";
    return `The disk of the state folder ${folder} is full: files are served, but nothing new can be kept there until there is room.`;
  } catch (error) {
    return `The state folder ${folder} cannot be used (${(error as NodeJS.ErrnoException).code}).`;
  }
}
