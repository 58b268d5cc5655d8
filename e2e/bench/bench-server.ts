import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { ProcessGroup } from "./process-group.ts";

const START_MS_MAX = 20_000;
const STOP_MS_MAX = 10_000;

/** Whom the load generator logs on as, on every server. */
export const BENCH_USER = "alice";
export const BENCH_PASSWORD = "pass1234";
export const BENCH_UID = 20_001;

/** A server under measurement: one process and those that it makes. */
export class BenchServer {
  /** "larder", "samba" or "samba-full". */
  readonly name: string;
  readonly port: number;
  readonly group: ProcessGroup;
  readonly #child: ChildProcess;
  readonly #cleanUp: () => void;

  private constructor(
    name: string,
    port: number,
    group: ProcessGroup,
    child: ChildProcess,
    cleanUp: () => void,
  ) {
    this.name = name;
    this.port = port;
    this.group = group;
    this.#child = child;
    this.#cleanUp = cleanUp;
  }

  /** Starts it and waits until it takes connections. */
  static async start(
    name: string,
    port: number,
    command: readonly [string, readonly string[]],
    options: {
      readonly environment?: NodeJS.ProcessEnv;
      readonly log: string;
      readonly cleanUp?: () => void;
    },
  ): Promise<BenchServer> {
    const group = ProcessGroup.make(name);
    const log = openSync(options.log, "w");
    const child = spawn(...group.command(...command), {
      stdio: ["ignore", log, log],
      // When it ends, Samba ends all of its process group, which must not be ours.
      detached: true,
      env: { ...process.env, ...options.environment },
    });
    group.started(child.pid ?? 0);
    const server = new BenchServer(name, port, group, child, options.cleanUp ?? (() => undefined));
    const deadline = Date.now() + START_MS_MAX;
    while (!(await answers(port))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await server.stop();
        const said = readFileSync(options.log, "utf8").slice(-2000);
        throw new Error(`${name} does not listen on port ${port}: ${said}`);
      }
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const exited = new Promise((settle) => this.#child.once("exit", settle));
      this.#child.kill("SIGTERM");
      const patience = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS_MAX);
      await exited;
      clearTimeout(patience);
    }
    this.#cleanUp();
    await this.group.end();
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.destroy());
    socket.once("error", () => socket.destroy());
    socket.once("close", (hadError) => settle(!hadError));
  });
}
