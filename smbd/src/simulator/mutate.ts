/** Plants each of the bugs in a copy of the engine, lets the simulator run, and tells which checker saw it, and when. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MUTATIONS, type Mutation } from "./mutations.ts";

const SOURCES = resolve(import.meta.dirname, "..");
const ROOT = resolve(SOURCES, "../..");

interface Verdict {
  readonly mutation: Mutation;
  /** Null: nobody saw it. */
  readonly checker: string | null;
  readonly steps: number;
}

/** True: each was seen. `wanted` picks those whose name holds it. */
export function runMutations(steps: number, seed: number, wanted: string): boolean {
  const verdicts: Verdict[] = [];
  for (const mutation of MUTATIONS) {
    if (!mutation.name.includes(wanted)) continue;
    const verdict = judge(mutation, steps, seed);
    verdicts.push(verdict);
    console.log(row(verdict));
  }
  const seen = verdicts.filter(({ checker }) => checker !== null).length;
  console.log(`simulate: ${seen} of ${verdicts.length} planted bugs were seen`);
  return seen === verdicts.length;
}

/** A line of the table in README.md. */
function row({ mutation, checker, steps }: Verdict): string {
  const seen = checker === null ? `not seen in ${steps} steps` : checker;
  return `| ${mutation.name} | \`${mutation.file}\` | ${seen} | ${checker === null ? "" : steps} |`;
}

function judge(mutation: Mutation, steps: number, seed: number): Verdict {
  const folder = mkdtempSync(join(tmpdir(), "larder-mutation-"));
  try {
    const sources = join(folder, "smbd/src");
    cpSync(SOURCES, sources, { recursive: true });
    cpSync(join(SOURCES, "../package.json"), join(folder, "smbd/package.json"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    if (!plant(mutation, join(sources, mutation.file))) {
      console.log(`${mutation.name}: ${mutation.file} has not the one text that is to be changed`);
      return { mutation, checker: null, steps: 0 };
    }
    const given = ["--steps", String(steps), "--seed", String(seed)];
    const { stdout } = spawnSync(process.execPath, [join(sources, "simulator/main.ts"), ...given], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    const found = /^simulate: FOUND by (\S+) after (\d+) steps$/m.exec(stdout);
    if (found !== null) return { mutation, checker: found[1] as string, steps: Number(found[2]) };
    // A program that ended without a word was broken by the change, which proves nothing.
    if (!stdout.includes("nothing found")) throw new Error(`${mutation.name}: the run broke`);
    return { mutation, checker: null, steps };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False: the row is out of date. */
function plant({ search, replacement }: Mutation, path: string): boolean {
  const text = readFileSync(path, "utf8");
  if (text.split(search).length !== 2) return false;
  writeFileSync(
    path,
    text.replace(search, () => replacement),
  );
  return true;
}
