import { readFile, stat, writeFile } from "node:fs/promises";
import { BACKUP_BYTES_MAX } from "../contract/backup.ts";
import { CliError, ExitCode } from "./exit-code.ts";

/** What lies in a file that the command line names. */
export async function readGiven(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > BACKUP_BYTES_MAX) {
      throw new CliError(`${path} is larger than anything that is read here.`, ExitCode.usage);
    }
    return await readFile(path);
  } catch (problem) {
    if (problem instanceof CliError) throw problem;
    throw new CliError(`${path} ${reasonOf(problem, "read")}`, ExitCode.usage);
  }
}

export async function readGivenText(path: string): Promise<string> {
  const text = (await readGiven(path)).toString("utf8");
  if (text.includes("\0")) throw new CliError(`${path} holds no text.`, ExitCode.usage);
  return text;
}

/** Never over another one, and for nobody else's eyes. */
export async function saveGiven(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600, flag: "wx" });
  } catch (problem) {
    throw new CliError(
      `${path} ${reasonOf(problem, "written")} Nothing was saved.`,
      ExitCode.refused,
    );
  }
}

function reasonOf(problem: unknown, done: "read" | "written"): string {
  const { code, message } = problem as NodeJS.ErrnoException;
  if (code === "ENOENT" && done === "written") return "cannot be written: its folder is not there.";
  return REASONS[code ?? ""] ?? `cannot be ${done}: ${message}.`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there.",
  ENOTDIR: "is not there.",
  EISDIR: "is a folder.",
  EEXIST: "is there already.",
  EACCES: "is not for you: try it as its owner, or as root.",
  EPERM: "is not for you: try it as its owner, or as root.",
  EROFS: "lies on a disk that cannot be written.",
  ENOSPC: "did not fit: the disk is full.",
};
