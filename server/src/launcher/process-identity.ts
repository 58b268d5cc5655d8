import { readFileSync } from "node:fs";

/**
 * A process by number and start time: numbers are used again, and a number alone would make us wait
 * for, or end, a stranger.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
}

/** null where there is no such process. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in brackets and may hold anything, spaces included.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null;
    return { pid, startTicks: fields[19] ?? "" };
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ENOENT") return null;
    if ((problem as NodeJS.ErrnoException).code === "ESRCH") return null;
    throw problem;
  }
}

export function isSameProcess(known: ProcessIdentity): boolean {
  return identifyProcess(known.pid)?.startTicks === known.startTicks;
}
