import { type ChildProcess, spawn } from "node:child_process";
import type { LogFile } from "./log-file.ts";
import type { Running } from "./supervised.ts";

export interface ProgramOptions {
  readonly command: string;
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly log: LogFile;
  readonly stopMsMax: number;
  /** Hears each line that it writes. */
  readonly onLine: (line: string) => void;
}

/** Starts a program whose output goes to a log, and which SIGTERM stops in good order. */
export async function launchProgram(options: ProgramOptions): Promise<Running> {
  const child = spawn(options.command, [...options.options], {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C in a terminal reaches the launcher alone, which stops the programs
    // in their order.
    detached: true,
  });
  const exited = new Promise<string>((settle) => {
    child.once("error", (problem) => settle(problem.message));
    child.once("exit", (code, signal) =>
      settle(signal === null ? `ended with ${code}` : `was ended by ${signal}`),
    );
  });
  readOutput(child, options);
  if (child.pid === undefined) throw new Error(await exited);
  return {
    pid: child.pid,
    exited,
    stop: async () => {
      child.kill("SIGTERM");
      const deadline = setTimeout(() => child.kill("SIGKILL"), options.stopMsMax);
      await exited;
      clearTimeout(deadline);
    },
  };
}

/** A line longer than this is not for the launcher's eyes. */
const LINE_CHARACTERS_MAX = 65_536;

function readOutput(child: ChildProcess, { log, onLine }: ProgramOptions): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      log.write(text);
      const lines = (rest + text).split("\n");
      rest = (lines.pop() ?? "").slice(-LINE_CHARACTERS_MAX);
      for (const line of lines) onLine(line);
    });
  }
}
