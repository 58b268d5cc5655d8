import { join } from "node:path";
import { type CommandResult, ROOT, runCommand } from "../product/product.ts";

const ENGINE = join(ROOT, "e2e/peer/container-engine.sh");
const ENGINE_STATE = process.env.LARDER_CONTAINER_ENGINE ?? "/var/tmp/larder-engine";

/** The machine's Docker where one runs, else one of the test's own with stand-ins for the base images. */
export class ContainerHost {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the base images are not the official ones. */
  readonly hasStandIns: boolean;

  private constructor(environment: NodeJS.ProcessEnv, hasStandIns: boolean) {
    this.environment = environment;
    this.hasStandIns = hasStandIns;
  }

  static async open(): Promise<ContainerHost> {
    if (await answers()) return new ContainerHost(process.env, false);
    console.log(
      "No Docker answers: one is set up, with stand-ins for node:24-bookworm-slim and postgres:17.",
    );
    const up = await runCommand("bash", [ENGINE, "up", ENGINE_STATE], { timeoutMs: 300_000 });
    succeeded("container-engine up", up);
    for (const [, name, value] of up.stdout.matchAll(/(DOCKER_HOST|DOCKER_CONFIG)=(\S+)/g)) {
      // What is called without an environment of its own finds it too.
      process.env[name!] = value;
    }
    const tools = join(ENGINE_STATE, "tools/usr");
    process.env.PATH = `${tools}/bin:${tools}/sbin:${process.env.PATH}`;
    const bases = await runCommand("bash", [ENGINE, "bases", ENGINE_STATE], { timeoutMs: 900_000 });
    succeeded("container-engine bases", bases);
    return new ContainerHost(process.env, true);
  }

  async docker(...given: readonly string[]): Promise<string> {
    const result = await runCommand("docker", given, { environment: this.environment });
    succeeded(`docker ${given[0]}`, result);
    return result.stdout.trim();
  }

  /** Leaves a Docker alone that was there before. */
  async close(): Promise<void> {
    if (this.hasStandIns) await runCommand("bash", [ENGINE, "down", ENGINE_STATE]);
  }
}

async function answers(): Promise<boolean> {
  try {
    const compose = await runCommand("docker", ["compose", "version"]);
    return compose.code === 0 && (await runCommand("docker", ["info"])).code === 0;
  } catch {
    // No docker on the PATH.
    return false;
  }
}

export function succeeded(what: string, result: CommandResult): void {
  if (result.code === 0) return;
  throw new Error(
    `${what} ended with ${result.code}:\n${(result.stdout + result.stderr).slice(-6000)}`,
  );
}
