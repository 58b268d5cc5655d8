/**
 * `npm run e2e:compose`: builds the images of docker-compose.yml, brings them up on fresh volumes, sets the
 * box up by the CLI in its container, and talks SMB to it. Uses the machine's Docker where one runs, else one
 * of its own with stand-ins for the base images (which it says).
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { PeerRoot } from "../peer/peer-root.ts";
import { freePorts } from "../product/free-ports.ts";
import { type CommandResult, ROOT, runCommand, USER_PASSWORD } from "../product/product.ts";

const BUILD_MS_MAX = 15 * 60_000;
const ENGINE = join(ROOT, "e2e/peer/container-engine.sh");
const ENGINE_STATE = process.env.LARDER_CONTAINER_ENGINE ?? "/var/tmp/larder-engine";

const [smbPort, httpsPort] = (await freePorts(2)).map(String) as [string, string];
let passed = 0;
let failed = 0;
const dataFolder = mkdtempSync(join(tmpdir(), "larder-compose-"));
let environment: NodeJS.ProcessEnv = {
  ...process.env,
  COMPOSE_PROJECT_NAME: "larder-e2e",
  LARDER_DATA_FOLDER: dataFolder,
  LARDER_SMB_PORT: smbPort,
  LARDER_SMB_HOST: "127.0.0.1",
  LARDER_HTTPS_PORT: httpsPort,
};
const ownEngine = await findEngine();
try {
  await check("the images build", () => compose(["build"], "", BUILD_MS_MAX));
  // What a run before this one left would make the first start a second one.
  await compose(["down", "--volumes", "--remove-orphans"]);
  await check("database, server and engine come up healthy", () =>
    compose(["up", "--detach", "--wait", "--wait-timeout", "180"], "", 240_000),
  );
  await check("the box is set up by the command in its container", async () => {
    await larder(["setup", "--admin-password-stdin"], "correct horse battery");
    await larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
    await larder(["share", "add", "box", "/data/box", "--create", "--user", "alice=full"]);
  });
  const peers = await PeerRoot.open();
  const work = peers.makeWorkFolder();
  await check("smbclient puts and gets a file, signed and sealed", async () => {
    writeFileSync(join(work.outside, "sent"), "through the container");
    for (const protection of ["sign", "encrypt"]) {
      await smbclient(`put sent ${protection}.txt; get ${protection}.txt back`, protection);
      assert.equal(readFileSync(join(work.outside, "back"), "utf8"), "through the container");
      const stored = join(dataFolder, "box", `${protection}.txt`);
      assert.equal(readFileSync(stored, "utf8"), "through the container");
    }
  });
  await check("the pages answer over https", async () => {
    assert.match(await readPage(`https://127.0.0.1:${httpsPort}/`), /<!doctype html>/i);
  });
  await check("SMB goes on while server and database are stopped", async () => {
    await compose(["stop", "server", "database"]);
    await smbclient("put sent alone.txt; get alone.txt back", "sign");
    await compose(["start", "database", "server"]);
  });
  await check("after down and up, all is there", async () => {
    await compose(["down"]);
    await compose(["up", "--detach", "--wait", "--wait-timeout", "180"], "", 240_000);
    await until(() => smbclient("get alone.txt back", "encrypt"));
    assert.equal(readFileSync(join(work.outside, "back"), "utf8"), "through the container");
  });
  work.remove();

  async function smbclient(commands: string, protection: string): Promise<void> {
    const [command, given] = peers.command("env", [
      ...["-C", work.inside, "PATH=/usr/bin:/bin", "smbclient", "//127.0.0.1/box", "-p", smbPort],
      ...["-U", `alice%${USER_PASSWORD}`, `--client-protection=${protection}`, "-c", commands],
    ]);
    succeeded("smbclient", await runCommand(command, given));
  }
} finally {
  await compose(["down", "--volumes", "--remove-orphans"]).catch((problem) => console.log(problem));
  if (ownEngine) await runCommand("bash", [ENGINE, "down", ENGINE_STATE]);
  rmSync(dataFolder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Steps build on each other, so the first failure ends the run. */
async function check(what: string, work: () => Promise<unknown>): Promise<void> {
  const began = Date.now();
  try {
    await work();
    passed += 1;
    console.log(`ok: ${what} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  } catch (problem) {
    failed += 1;
    console.log(`not ok: ${what}\n${problem instanceof Error ? problem.message : String(problem)}`);
    const logs = await runCommand("docker", ["compose", "logs", "--tail", "40"], {
      folder: ROOT,
      environment,
    });
    console.log(logs.stdout + logs.stderr);
    console.log(`${passed} passed, ${failed} failed`);
    await compose(["down", "--volumes", "--remove-orphans"]).catch(() => undefined);
    if (ownEngine) await runCommand("bash", [ENGINE, "down", ENGINE_STATE]);
    rmSync(dataFolder, { recursive: true, force: true });
    process.exit(1);
  }
}

/** True where it had to be started by us. */
async function findEngine(): Promise<boolean> {
  try {
    if ((await runCommand("docker", ["compose", "version"])).code === 0) {
      if ((await runCommand("docker", ["info"])).code === 0) return false;
    }
  } catch {
    // No docker on the PATH.
  }
  console.log(
    "No Docker answers: one is set up, with stand-ins for node:24-bookworm-slim and postgres:17.",
  );
  const up = await runCommand("bash", [ENGINE, "up", ENGINE_STATE], { timeoutMs: 300_000 });
  succeeded("container-engine up", up);
  for (const [, name, value] of up.stdout.matchAll(/(DOCKER_HOST|DOCKER_CONFIG)=(\S+)/g)) {
    environment = { ...environment, [name!]: value };
    // The check of failures and the CLI use it too.
    process.env[name!] = value;
  }
  const tools = join(ENGINE_STATE, "tools/usr");
  const path = `${tools}/bin:${tools}/sbin:${process.env.PATH}`;
  environment = { ...environment, PATH: path };
  process.env.PATH = path;
  const bases = await runCommand("bash", [ENGINE, "bases", ENGINE_STATE], { timeoutMs: 900_000 });
  succeeded("container-engine bases", bases);
  return true;
}

async function compose(given: readonly string[], input = "", timeoutMs = 120_000): Promise<string> {
  const result = await runCommand("docker", ["compose", "--progress", "plain", ...given], {
    folder: ROOT,
    environment,
    input,
    timeoutMs,
  });
  succeeded(`docker compose ${given[0]}`, result);
  return result.stdout;
}

function larder(given: readonly string[], input = ""): Promise<string> {
  return compose(["exec", "--no-TTY", "server", "larder", ...given], input);
}

function succeeded(what: string, result: CommandResult): void {
  if (result.code === 0) return;
  throw new Error(
    `${what} ended with ${result.code}:\n${(result.stdout + result.stderr).slice(-6000)}`,
  );
}

/** The box made its certificate itself, so there is nobody to ask about it. */
function readPage(url: string): Promise<string> {
  return new Promise((settle, fail) => {
    const outbound = get(url, { rejectUnauthorized: false }, (inbound) => {
      settle(text(inbound));
    });
    outbound.once("error", fail);
  });
}

async function until(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (problem) {
      if (attempt >= 20) throw problem;
      await new Promise((wake) => setTimeout(wake, 500));
    }
  }
}
