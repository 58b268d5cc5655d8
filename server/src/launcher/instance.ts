import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess, isSameProcess, type ProcessIdentity } from "./process-identity.ts";

/** What the launcher writes about itself, so that a second one can be refused and leftovers ended. */
interface InstanceRecord {
  readonly launcher: ProcessIdentity;
  readonly children: Readonly<Record<string, ProcessIdentity>>;
}

/**
 * The one launcher of a state folder. `claim` refuses while another lives, and ends what a killed
 * one left behind, because its children hold the ports and the database.
 */
export class Instance {
  readonly #file: string;
  readonly #children: Record<string, ProcessIdentity> = {};

  private constructor(file: string) {
    this.#file = file;
  }

  static async claim(state: string): Promise<Instance> {
    mkdirSync(state, { recursive: true, mode: 0o711 });
    const file = join(state, "launcher.json");
    const instance = new Instance(file);
    for (;;) {
      if (instance.#create()) return instance;
      const record = readRecord(file);
      if (record !== null && isSameProcess(record.launcher)) {
        throw new Error(
          `Larder already runs on ${state} (process ${record.launcher.pid}). ` +
            "Stop it first, or choose another folder with LARDER_STATE.",
        );
      }
      // Only one of several starters wins this rename; the others find the winner's record next.
      const aside = `${file}.${process.pid}`;
      try {
        renameSync(file, aside);
      } catch (problem) {
        if ((problem as NodeJS.ErrnoException).code === "ENOENT") continue;
        throw problem;
      }
      const moved = readRecord(aside);
      rmSync(aside, { force: true });
      if (moved !== null) await endLeftovers(moved);
    }
  }

  /** Keeps a child's identity where the next launcher finds it if this one is killed. */
  note(name: string, pid: number): void {
    const identity = identifyProcess(pid);
    if (identity !== null) this.#children[name] = identity;
    const next = `${this.#file}.next`;
    writeFileSync(next, this.#record(), { mode: 0o600 });
    renameSync(next, this.#file);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }

  #create(): boolean {
    // A link is made whole or not at all: nobody can read a half-written record.
    const own = `${this.#file}.new.${process.pid}`;
    writeFileSync(own, this.#record(), { mode: 0o600 });
    try {
      linkSync(own, this.#file);
      return true;
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw problem;
    } finally {
      rmSync(own, { force: true });
    }
  }

  #record(): string {
    const launcher = identifyProcess(process.pid);
    return JSON.stringify({ launcher, children: this.#children });
  }
}

/** The number of the launcher that has this state folder now; null: none. */
export function livingLauncher(state: string): number | null {
  const record = readRecord(join(state, "launcher.json"));
  return record !== null && isSameProcess(record.launcher) ? record.launcher.pid : null;
}

function readRecord(file: string): InstanceRecord | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as InstanceRecord;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ENOENT") return null;
    // A record that is not JSON was cut off by a crash; there is nothing to learn from it.
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}

const LEFTOVER_MS_MAX = 10_000;
const KILLED_MS_MAX = 2_000;

async function endLeftovers(record: InstanceRecord): Promise<void> {
  const left = Object.values(record.children).filter(isSameProcess);
  // SIGINT and not SIGTERM: to the database SIGTERM means "once every client has gone", SIGINT "now,
  // in good order"; the other two stop on both.
  for (const child of left) process.kill(child.pid, "SIGINT");
  await untilGone(left, LEFTOVER_MS_MAX);
  for (const child of left.filter(isSameProcess)) process.kill(child.pid, "SIGKILL");
  await untilGone(left, KILLED_MS_MAX);
}

async function untilGone(processes: readonly ProcessIdentity[], msMax: number): Promise<void> {
  const deadline = Date.now() + msMax;
  while (processes.some(isSameProcess) && Date.now() < deadline) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
