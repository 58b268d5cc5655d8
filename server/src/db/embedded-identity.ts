import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** As whom, and through what, the database's programs are started. */
export interface DatabaseIdentity {
  /** null: as ourselves. */
  readonly uid: number | null;
  readonly gid: number;
  readonly spawn: { uid?: number; gid?: number; cwd: string; env: Record<string, string> };
  command(program: string): string;
  arguments(program: string, list: readonly string[]): string[];
}

/**
 * Postgres refuses to run as root. Root therefore starts it as the system user "postgres", made when missing.
 * Where that user cannot enter a folder on the way to `paths` (a clone under /root, say), the process keeps one
 * capability, which lets it pass closed folders, so that nobody has to open theirs.
 */
export async function databaseIdentity(paths: readonly string[]): Promise<DatabaseIdentity> {
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  const plain = {
    command: (program: string) => program,
    arguments: (_program: string, list: readonly string[]) => [...list],
  };
  if (process.getuid?.() !== 0) {
    return { uid: null, gid: process.getgid?.() ?? 0, spawn: { cwd: "/", env }, ...plain };
  }
  const { uid, gid } = await systemUser();
  if (await isReachable(paths, uid, gid)) {
    return { uid, gid, spawn: { uid, gid, cwd: "/", env }, ...plain };
  }
  const capability = await passingCapability();
  return {
    uid,
    gid,
    spawn: { cwd: "/", env },
    command: () => "setpriv",
    arguments: (program, list) => [
      `--reuid=${uid}`,
      `--regid=${gid}`,
      "--clear-groups",
      // access(2) asks with the real uid and would drop the capability; this bit keeps it.
      "--securebits=+no_setuid_fixup,+no_setuid_fixup_locked,+noroot",
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
      `--bounding-set=-all,+${capability}`,
      program,
      ...list,
    ],
  };
}

const run = promisify(execFile);
const NAME = "postgres";

async function systemUser(): Promise<{ uid: number; gid: number }> {
  const found = await lookUp();
  if (found !== null) return found;
  try {
    await run("useradd", ["--system", "--user-group", "--shell", "/usr/sbin/nologin", NAME]);
  } catch (cause) {
    throw new Error(
      "Postgres does not run as root, and the system user 'postgres' could not be made. " +
        "Make it, start as an ordinary user, or set DATABASE_URL.",
      { cause },
    );
  }
  const made = await lookUp();
  if (made === null) throw new Error("The system user 'postgres' was made but cannot be found");
  return made;
}

async function lookUp(): Promise<{ uid: number; gid: number } | null> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n");
  const fields = lines.map((line) => line.split(":")).find(([name]) => name === NAME);
  if (fields === undefined) return null;
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Whether a user may enter every folder on the way to each of the paths. */
async function isReachable(paths: readonly string[], uid: number, gid: number): Promise<boolean> {
  for (const path of paths) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const entry = await stat(folder);
      const bit = entry.uid === uid ? 0o100 : entry.gid === gid ? 0o010 : 0o001;
      if ((entry.mode & bit) === 0) return false;
      if (folder === "/") break;
    }
  }
  return true;
}

/** The weaker of the two that would do; containers often withhold it and grant the other. */
async function passingCapability(): Promise<"dac_read_search" | "dac_override"> {
  const status = await readFile("/proc/self/status", "utf8");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  // linux/capability.h: CAP_DAC_OVERRIDE is 1, CAP_DAC_READ_SEARCH is 2.
  return (effective & 0b100n) !== 0n ? "dac_read_search" : "dac_override";
}
