import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";

/** One step of a gate: a program that succeeds or not, or a set of test files, each test counted. */
export type Step =
  | { readonly title: string; readonly command: readonly [string, ...string[]] }
  | {
      readonly title: string;
      readonly tests: readonly string[];
      readonly parallel: number;
      /** Of one test, and of one file: what hangs, fails. */
      readonly minutesMax: number;
    };

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs every step, whatever fails, tells what each took, and ends with one line of counts. */
export async function runGate(steps: readonly Step[]): Promise<number> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const step of steps) {
    console.log(`\n== ${step.title}`);
    const began = Date.now();
    const count = "tests" in step ? await runTests(step) : await runProgram(step.command);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    lines.push(
      `${count.failed === 0 ? "ok    " : "FAILED"} ${step.title}: ${count.passed} passed, ` +
        `${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}, ${seconds} s`,
    );
  }
  console.log(`\n${lines.join("\n")}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** Test files by pattern, below the root, narrowed to those whose path holds one of the words. */
export function testFiles(patterns: readonly string[], words: readonly string[] = []): string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: (path) => path.includes("node_modules") })
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort();
}

async function runProgram([program, ...given]: readonly [string, ...string[]]): Promise<Count> {
  const code = await run(program, given);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function runTests(step: Extract<Step, { tests: unknown }>): Promise<Count> {
  // A set without files would be green for ever.
  if (step.tests.length === 0) {
    console.log("There is no test file here.");
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const folder = mkdtempSync(join(tmpdir(), "larder-gate-"));
  const counts = join(folder, "counts.json");
  const code = await run(process.execPath, [
    "--test",
    `--test-concurrency=${step.parallel}`,
    `--test-timeout=${step.minutesMax * 60_000}`,
    `--test-reporter=${join(ROOT, "e2e/gate/progress-reporter.ts")}`,
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(ROOT, "e2e/gate/count-reporter.ts")}`,
    `--test-reporter-destination=${counts}`,
    ...step.tests,
  ]);
  const count = readCount(counts);
  rmSync(folder, { recursive: true, force: true });
  // The runner failed without a failed test: it was killed, or a hook of a file went wrong.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function readCount(file: string): Count {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Count;
  } catch (problem) {
    console.log(`The test runner left no counts: ${String(problem)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run(program: string, given: readonly string[]): Promise<number> {
  return new Promise((settle) => {
    const child = spawn(program, [...given], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}` },
    });
    child.once("error", (problem) => {
      console.log(`${program}: ${problem.message}`);
      settle(1);
    });
    child.once("exit", (code) => settle(code ?? 1));
  });
}
