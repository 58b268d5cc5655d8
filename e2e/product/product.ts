import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts } from "./free-ports.ts";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const START_MS_MAX = 120_000;

/** Where SMB is served. Some clients know port 445 only; any 127.x.y.z has one that is free. */
export interface SmbPlace {
  readonly host: string;
  readonly port: number;
  /** A command that runs another one where the product is to be, as in another network. */
  readonly within?: readonly string[];
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The real product, as `npm start` runs it, on a folder of its own and free ports of the loopback
 * interface. What a test wants of it goes through the CLI, the pages or SMB.
 */
export class Product {
  readonly state: string;
  readonly data: string;
  readonly smbHost: string;
  readonly smbPort: number;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly #folder: string;
  readonly #within: readonly string[];
  #launcher: ChildProcess | null;
  #output: string;

  private constructor(folder: string, place: SmbPlace, ports: readonly [number, number]) {
    this.#folder = folder;
    this.#within = place.within ?? [];
    this.smbHost = place.host;
    this.smbPort = place.port;
    this.state = join(folder, "state");
    this.data = join(folder, "data");
    [this.httpPort, this.httpsPort] = ports;
    this.#launcher = null;
    this.#output = "";
  }

  /** On a fresh folder; `start` it yourself to see it start. */
  static async prepare(place?: SmbPlace): Promise<Product> {
    const folder = mkdtempSync(join(tmpdir(), "larder-e2e-"));
    const [smbPort, httpPort, httpsPort] = await freePorts(3);
    const product = new Product(folder, place ?? { host: "127.0.0.1", port: smbPort! }, [
      httpPort!,
      httpsPort!,
    ]);
    mkdirSync(product.data);
    return product;
  }

  static async start(place?: SmbPlace): Promise<Product> {
    const product = await Product.prepare(place);
    try {
      await product.start();
    } catch (problem) {
      await product.remove();
      throw problem;
    }
    return product;
  }

  /** With an administrator, a user "alice" and a share "share" where alice may do everything. */
  static async startWithShare(place?: SmbPlace): Promise<Product> {
    const product = await Product.start(place);
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    await product.larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
    await product.larder([
      ...["share", "add", "share", join(product.data, "share"), "--create"],
      ...["--user", "alice=full"],
    ]);
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  /** Everything the launcher has printed. */
  get output(): string {
    return this.#output;
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      LARDER_STATE: this.state,
      LARDER_DATA: this.data,
      LARDER_SMB_HOST: this.smbHost,
      LARDER_SMB_PORT: String(this.smbPort),
      LARDER_HTTP_HOST: "127.0.0.1",
      LARDER_HTTPS_HOST: "127.0.0.1",
      LARDER_HTTP_PORT: String(this.httpPort),
      LARDER_HTTPS_PORT: String(this.httpsPort),
    };
  }

  async start(): Promise<void> {
    const launcher = this.spawnLauncher();
    this.#launcher = launcher;
    const deadline = Date.now() + START_MS_MAX;
    while (!this.#output.includes("Larder is running.")) {
      if (launcher.exitCode !== null || launcher.signalCode !== null) {
        throw new Error(`The launcher ended: ${this.#output}${this.logTails()}`);
      }
      if (Date.now() > deadline) {
        throw new Error(`The launcher did not get ready: ${this.#output}${this.logTails()}`);
      }
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }

  /** A launcher on this state, without waiting for it. */
  spawnLauncher(): ChildProcess {
    this.#output = "";
    const [program = "", ...given] = [
      ...this.#within,
      process.execPath,
      join(ROOT, "server/src/launcher/launcher.ts"),
    ];
    const launcher = spawn(program, given, {
      cwd: ROOT,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    return launcher;
  }

  /** As Ctrl-C does. Returns the exit code. */
  async interrupt(): Promise<number | null> {
    const launcher = this.#launcher;
    if (launcher === null) throw new Error("The product does not run.");
    this.#launcher = null;
    if (launcher.exitCode !== null) return launcher.exitCode;
    const exited = new Promise<number | null>((settle) => launcher.once("exit", settle));
    launcher.kill("SIGINT");
    return exited;
  }

  /** Without a chance to do anything more, as a power cut would the launcher. */
  async killLauncher(): Promise<void> {
    const launcher = this.#launcher;
    if (launcher === null) throw new Error("The product does not run.");
    this.#launcher = null;
    const exited = new Promise((settle) => launcher.once("exit", settle));
    launcher.kill("SIGKILL");
    await exited;
  }

  /** The process number of "database", "engine" or "server" now. */
  pid(name: "database" | "engine" | "server"): number {
    const record = JSON.parse(readFileSync(join(this.state, "launcher.json"), "utf8")) as {
      children: Record<string, { pid: number }>;
    };
    const child = record.children[name];
    if (child === undefined) throw new Error(`The launcher has no ${name}.`);
    return child.pid;
  }

  /** Runs the CLI and wants it to succeed, unless another exit code is expected. */
  async larder(given: readonly string[], input = "", expectedCode = 0): Promise<CommandResult> {
    const cli = join(ROOT, "server/src/cli/larder.mjs");
    const result = await runCommand(process.execPath, [cli, ...given], {
      input,
      environment: this.environment,
    });
    if (result.code !== expectedCode) {
      throw new Error(
        `larder ${given.join(" ")} ended with ${result.code}: ${result.stdout}${result.stderr}`,
      );
    }
    return result;
  }

  /** Stops it, if it runs. */
  async stop(): Promise<void> {
    if (this.#launcher !== null) await this.interrupt();
  }

  /** Stops it, if it runs, and removes its folder. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The ends of the three logs, for a message about a failure. */
  logTails(): string {
    return ["database", "engine", "server"]
      .map((name) => {
        const file = join(this.state, "log", `${name}.log`);
        const text = existsSync(file) ? readFileSync(file, "utf8").slice(-1500) : "(no log)";
        return `\n--- ${name}\n${text}`;
      })
      .join("");
  }
}

export const ADMIN_PASSWORD = "correct horse battery";
export const USER_PASSWORD = "pass-1234-word";

export interface CommandOptions {
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  readonly folder?: string;
}

/** Runs a program to its end; a failure is a result and not an exception. */
export function runCommand(
  program: string,
  given: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((settle, fail) => {
    const child = execFile(
      program,
      [...given],
      {
        env: options.environment ?? process.env,
        cwd: options.folder,
        timeout: options.timeoutMs ?? 60_000,
        killSignal: "SIGKILL",
        maxBuffer: 256 * 1024 * 1024,
        encoding: "utf8",
      },
      (problem, stdout, stderr) => {
        if (problem !== null && typeof problem.code === "string") return fail(problem);
        const code = problem === null ? 0 : problem.killed ? 124 : Number(problem.code ?? 1);
        settle({ code, stdout, stderr });
      },
    );
    // A program that ends before it has read everything is not our failure.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}
