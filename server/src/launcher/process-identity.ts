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
    return identityOfStat(pid, readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ENOENT") return null;
    if ((problem as NodeJS.ErrnoException).code === "ESRCH") return null;
    throw problem;
  }
}

/** What a text of /proc/PID/stat says; null for a process that has ended and only waits for its parent. */
export function identityOfStat(pid: number, stat: string): ProcessIdentity | null {
  // The second field is the program's name in brackets and may hold anything, spaces included.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, startTicks] = [fields[0], fields[17], fields[19]];
  // The first thread is often gone before the others, which hold the ports and files until they are.
  if (state === "Z" && Number(threads) <= 1) return null;
  return { pid, startTicks: startTicks ?? "" };
}

export function isSameProcess(known: ProcessIdentity): boolean {
  return identifyProcess(known.pid)?.startTicks === known.startTicks;
}
