import { mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";

const FILES_MAX = 262_144;
const CLOCK_TICKS = 100;
const LEAVE_MS_MAX = 60_000;

/**
 * All processes of a server: what they cost together. In a control group where the machine has version 2 of them, by
 * the microsecond and with those that have ended; else by what /proc says of each, in hundredths of a second.
 */
export class ProcessGroup {
  readonly #folder: string | null;
  #root: number;

  private constructor(folder: string | null) {
    this.#folder = folder;
    this.#root = 0;
  }

  static make(name: string): ProcessGroup {
    for (const base of ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]) {
      const folder = join(base, `larder-bench-${process.pid}-${name}`);
      try {
        readFileSync(join(base, "cgroup.procs"));
        mkdirSync(folder);
        readFileSync(join(folder, "cpu.stat"));
        return new ProcessGroup(folder);
      } catch {
        // Not version 2, or not ours to divide: /proc will do.
      }
    }
    return new ProcessGroup(null);
  }

  get hasControlGroup(): boolean {
    return this.#folder !== null;
  }

  /** A command that starts the given one in the group, in the same process. */
  command(program: string, given: readonly string[]): [string, string[]] {
    // Many open files are part of the work: as many as root may have, else as many as are allowed.
    const files = `{ ulimit -n ${FILES_MAX} || ulimit -n "$(ulimit -H -n)"; } 2>/dev/null`;
    const enter = `${files}; echo $$ > "$0"; exec "$@"`;
    const place = this.#folder === null ? "/dev/null" : join(this.#folder, "cgroup.procs");
    return ["sh", ["-c", enter, place, program, ...given]];
  }

  /** The process that all others come from. */
  started(pid: number): void {
    this.#root = pid;
  }

  /** How many files its first process may have open. */
  filesMax(): number {
    const limits = fileOf(this.#root, "limits");
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1]);
  }

  cpuSeconds(): number {
    if (this.#folder !== null) {
      const stat = readFileSync(join(this.#folder, "cpu.stat"), "utf8");
      return Number(/^usage_usec (\d+)$/m.exec(stat)?.[1]) / 1e6;
    }
    let ticks = 0;
    for (const pid of this.#pids()) {
      // The name in brackets may hold anything; after it, utime is the 12th, and with those of ended children 4 in all.
      const fields = fileOf(pid, "stat")
        .replace(/^.*\) /s, "")
        .split(" ")
        .slice(11, 15);
      ticks += fields.reduce((sum, field) => sum + Number(field), 0);
    }
    return ticks / CLOCK_TICKS;
  }

  /** What is in memory for them alone, pages that they share counted once. */
  memoryBytes(): number {
    let kibibytes = 0;
    for (const pid of this.#pids()) {
      kibibytes += Number(/^Pss:\s+(\d+)/m.exec(fileOf(pid, "smaps_rollup"))?.[1] ?? 0);
    }
    return kibibytes * 1024;
  }

  count(): number {
    return this.#pids().length;
  }

  /** Waits until there are no more processes than that: one that is on its way out is work, too. */
  async settle(countMax: number): Promise<void> {
    const deadline = Date.now() + LEAVE_MS_MAX;
    while (this.count() > countMax && Date.now() < deadline) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }

  /** After its first process has ended: what that one left behind ends, too. */
  async end(): Promise<void> {
    if (this.#folder === null) return;
    for (const pid of this.#pids()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (problem) {
        // It was on its way out.
        if ((problem as NodeJS.ErrnoException).code !== "ESRCH") throw problem;
      }
    }
    await this.settle(0);
    rmdirSync(this.#folder);
  }

  #pids(): number[] {
    if (this.#folder !== null) {
      const text = readFileSync(join(this.#folder, "cgroup.procs"), "utf8");
      return text.split("\n").filter(Boolean).map(Number);
    }
    const children = new Map<number, number[]>();
    for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
      const parent = Number(
        fileOf(Number(name), "stat")
          .replace(/^.*\) /s, "")
          .split(" ")[1],
      );
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const found = [this.#root];
    for (const pid of found) found.push(...(children.get(pid) ?? []));
    return found;
  }
}

/** Empty where the process has ended meanwhile. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
