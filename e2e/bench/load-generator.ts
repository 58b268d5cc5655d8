import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../product/product.ts";

const CRATE = join(ROOT, "e2e/bench/load");
// A hundred thousand files are opened one after the other.
const START_MS_MAX = 300_000;

/** What one run of the generator came to. */
export interface LoadResult {
  readonly units: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Its own. */
  readonly cpuSeconds: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  /** Units that failed, by NTSTATUS in hexadecimal. */
  readonly failures: Readonly<Record<string, number>>;
  /** Why it could not go on. */
  readonly broken: readonly string[];
}

/** The Rust program that plays the clients; built where it is not. */
export class LoadGenerator {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  static build(): LoadGenerator {
    const cargo = spawnSync("cargo", ["build", "--release", "--locked", "--quiet"], {
      cwd: CRATE,
      stdio: "inherit",
      env: {
        ...process.env,
        PATH: `${process.env.PATH}${delimiter}${join(homedir(), ".cargo/bin")}`,
      },
    });
    if (cargo.status !== 0) {
      throw new Error("The load generator could not be built; it needs cargo and a C compiler.");
    }
    const target = process.env.CARGO_TARGET_DIR ?? join(CRATE, "target");
    return new LoadGenerator(join(target, "release/larder-load"));
  }

  /** Runs a command that measures nothing, to its end; what it prints. */
  do(words: readonly string[]): string {
    const done = spawnSync(this.#program, [...words], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
    return done.stdout;
  }

  /** Starts a command and returns once it is ready to go. */
  async prepare(words: readonly string[]): Promise<Load> {
    const load = new Load(spawn(this.#program, [...words], { stdio: ["pipe", "pipe", "pipe"] }));
    await load.line(START_MS_MAX);
    return load;
  }
}

/** One command under way: each word to it is answered by a line, until it has nothing more to say. */
export class Load {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Its code, once it has ended and everything that it said was read. */
  readonly #closed: Promise<number | null>;
  #said: string;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    this.#said = "";
    this.#closed = new Promise((settle) => child.once("close", settle));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
    // One that has ended reads nothing: why it ended is told by the line that is missing.
    child.stdin!.on("error", () => undefined);
  }

  async line(millisecondsMax: number): Promise<string> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), millisecondsMax);
    const { value, done } = await this.#lines.next();
    clearTimeout(timer);
    if (done !== true) return value;
    await this.#closed;
    throw new Error(`the load generator ended: ${this.#said.trim()}`);
  }

  async measure(millisecondsMax: number): Promise<LoadResult> {
    this.#child.stdin!.write("\n");
    return JSON.parse(await this.line(millisecondsMax)) as LoadResult;
  }

  /** Lets it look at what it did, where it was told to, and end. */
  async finish(): Promise<void> {
    this.#child.stdin!.end("\n");
    const code = await this.#closed;
    if (code !== 0) throw new Error(`the load generator ended with ${code}: ${this.#said.trim()}`);
  }

  /** However far it got. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
