import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CommandResult,
  type Product,
  ROOT,
  runCommand,
  USER_PASSWORD,
} from "../product/product.ts";

const SCRIPT = join(ROOT, "e2e/peer/linux-guest.sh");
/** Another script makes another image. */
const DIGEST = createHash("sha256").update(readFileSync(SCRIPT)).digest("hex").slice(0, 8);
const STATE = process.env.LARDER_LINUX_GUEST ?? `/var/tmp/larder-linux-guest-${DIGEST}`;
const BUILD_MS_MAX = 15 * 60_000;
const RUN_MS_MAX = 180_000;
/** Where the emulator shows the guest this machine's loopback interface. */
const HOST = "10.0.2.2";

/** A Linux with a kernel of its own, whose SMB client mounts our shares; linux-guest.sh says how it is made. */
export class LinuxGuest {
  static async start(): Promise<LinuxGuest> {
    const guest = new LinuxGuest();
    succeeded(await guest.#script("build", "", BUILD_MS_MAX));
    succeeded(await guest.#script("start"));
    return guest;
  }

  /** Mounts a share of the product, waiting until the guest takes commands. */
  async mount(product: Product, share: string, place: string, options: string): Promise<void> {
    const given = `port=${product.smbPort},username=alice,password=${USER_PASSWORD},${options}`;
    const mount = `mount -t cifs //${HOST}/${share} ${place} -o ${given}`;
    // On a busy machine the emulated one may need longer to log on than the server gives it.
    await this.run(`mkdir -p ${place}; ${mount} || { sleep 2; ${mount}; }`);
  }

  /** What the commands print; they run in one shell, as root, and the first that fails ends them. */
  async run(commands: string): Promise<string> {
    const { status, output } = await this.try(commands);
    if (status !== 0) throw new Error(`The guest's commands ended with ${status}:\n${output}`);
    return output;
  }

  async try(commands: string): Promise<{ readonly status: number; readonly output: string }> {
    // The shell is given as one word, so that what it runs may itself be anything.
    const script = Buffer.from(`set -e\nexec 2>&1\n${commands}\n`).toString("base64");
    const line = `echo ${script} | base64 -d > /tmp/run.$$; bash /tmp/run.$$; status=$?; echo; echo "ended with $status"`;
    for (let attempt = 0; ; attempt++) {
      const result = await this.#script("run", line);
      const ended = /^([\s\S]*?)\n?ended with (\d+)\s*$/.exec(result.stdout);
      if (ended !== null) return { status: Number(ended[2]), output: ended[1] ?? "" };
      // Its way in opens a moment after its kernel is up.
      if (attempt >= 50)
        throw new Error(`The guest does not answer: ${result.stdout}${result.stderr}`);
      await new Promise((wake) => setTimeout(wake, 200));
    }
  }

  async stop(): Promise<void> {
    await this.#script("stop");
  }

  #script(command: string, input = "", timeoutMs = RUN_MS_MAX): Promise<CommandResult> {
    return runCommand("bash", [SCRIPT, command, STATE], { input, timeoutMs });
  }
}

function succeeded(result: CommandResult): void {
  if (result.code === 0) return;
  throw new Error(`linux-guest.sh ended with ${result.code}: ${result.stdout}${result.stderr}`);
}
