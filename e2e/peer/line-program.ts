import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that tells what it sees in lines of JSON, for as long as the test wants. */
export class LineProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #facts: Record<string, unknown>[] = [];
  #rest = "";
  #problem = "";

  constructor(command: readonly string[]) {
    this.#child = spawn(command[0] ?? "", command.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#facts.push(JSON.parse(line) as Record<string, unknown>);
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#problem += text;
    });
    this.#child.once("error", ({ message }) => {
      this.#problem += message;
    });
  }

  ask(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** The first fact so far that has all of these fields; it is then taken. */
  async fact(
    wanted: Readonly<Record<string, unknown>>,
    msMax = 30_000,
  ): Promise<Record<string, unknown>> {
    for (let waitedMs = 0; waitedMs < msMax; waitedMs += 20) {
      const index = this.#facts.findIndex((each) =>
        Object.entries(wanted).every(([key, value]) => each[key] === value),
      );
      const [found] = index < 0 ? [] : this.#facts.splice(index, 1);
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null) break;
      await sleep(20);
    }
    const told = this.#facts.map((each) => JSON.stringify(each)).join("\n");
    throw new Error(`Nothing told ${JSON.stringify(wanted)}.\n${told}\n${this.#problem}`);
  }

  /** All so far that have these fields; they are left. */
  facts(wanted: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
    return this.#facts.filter((each) =>
      Object.entries(wanted).every(([key, value]) => each[key] === value),
    );
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
