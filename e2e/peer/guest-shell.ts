import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CommandResult, runCommand } from "../product/product.ts";

const BUILD_MS_MAX = 25 * 60_000;
const RUN_MS_MAX = 180_000;

/** The commands of a script that makes and runs an emulated machine: build, start, run, stop. */
export class GuestShell {
  readonly #script: string;
  readonly #state: string;

  /** `state` is the folder that the image is kept in; another script makes another image. */
  constructor(script: string, state: (digest: string) => string) {
    this.#script = script;
    this.#state = state(
      createHash("sha256").update(readFileSync(script)).digest("hex").slice(0, 8),
    );
  }

  async start(...given: readonly string[]): Promise<void> {
    succeeded(this.#script, await this.#command("build", [], "", BUILD_MS_MAX));
    succeeded(this.#script, await this.#command("start", given));
  }

  async stop(): Promise<void> {
    await this.#command("stop", []);
  }

  /** What the commands print; they run in one shell, as root, and the first that fails ends them. */
  async run(commands: string, timeoutMs = RUN_MS_MAX): Promise<string> {
    const { status, output } = await this.try(commands, timeoutMs);
    if (status !== 0) throw new Error(`The guest's commands ended with ${status}:\n${output}`);
    return output;
  }

  async try(
    commands: string,
    timeoutMs = RUN_MS_MAX,
  ): Promise<{ readonly status: number; readonly output: string }> {
    // The shell is given as one word, so that what it runs may itself be anything.
    const script = Buffer.from(`set -e\nexec 2>&1\n${commands}\n`).toString("base64");
    const line = `echo ${script} | base64 -d > /tmp/run.$$; bash /tmp/run.$$; status=$?; echo; echo "ended with $status"`;
    for (let attempt = 0; ; attempt++) {
      const result = await this.#command("run", [], line, timeoutMs);
      const ended = /^([\s\S]*?)\n?ended with (\d+)\s*$/.exec(result.stdout);
      if (ended !== null) return { status: Number(ended[2]), output: ended[1] ?? "" };
      // Its way in opens a moment after its kernel is up.
      if (attempt >= 50)
        throw new Error(`The guest does not answer: ${result.stdout}${result.stderr}`);
      await new Promise((wake) => setTimeout(wake, 200));
    }
  }

  #command(
    command: string,
    given: readonly string[],
    input = "",
    timeoutMs = RUN_MS_MAX,
  ): Promise<CommandResult> {
    const all = [this.#script, command, this.#state, ...given];
    return runCommand("bash", all, { input, timeoutMs });
  }
}

function succeeded(script: string, result: CommandResult): void {
  if (result.code === 0) return;
  throw new Error(`${script} ended with ${result.code}: ${result.stdout}${result.stderr}`);
}
