#!/usr/bin/env node
/**
 * What every npm script of the project goes through. Plain JavaScript for Node 18 and newer, because
 * it runs before anything is installed: it does the set-up that is stale, then starts the wanted
 * program under Node 24.
 *
 *   node server/src/launcher/bootstrap.mjs COMMAND [arguments…]
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./set-up.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Each command: which steps of the set-up it needs, and the program it then runs. */
const COMMANDS = {
  start: {
    needs: ["packages", "database", "client", "addon", "ui"],
    program: ["server/src/launcher/launcher.ts"],
  },
  dev: {
    needs: ["packages", "database", "client", "addon", "ui"],
    program: ["server/src/launcher/dev.ts"],
  },
  setup: { needs: ["packages", "database", "client", "addon", "ui"], program: null },
  test: { needs: ["packages", "database", "client", "addon", "ui"], program: ["e2e/gate/test.ts"] },
  ready: {
    needs: ["packages", "database", "client", "addon", "ui"],
    program: ["e2e/gate/ready.ts"],
  },
  e2e: { needs: ["packages", "database", "client", "addon", "ui"], program: ["e2e/gate/e2e.ts"] },
  "e2e:compose": { needs: ["packages"], program: ["e2e/gate/compose.ts"] },
  "images:compare": { needs: ["packages"], program: ["e2e/gate/images.ts"] },
  "e2e:linux": {
    needs: ["packages", "database", "client", "addon", "ui"],
    program: ["e2e/gate/linux.ts"],
  },
  "e2e:rdma": { needs: ["packages", "addon"], program: ["e2e/gate/rdma.ts"] },
  conformance: {
    needs: ["packages", "database", "client", "addon", "ui"],
    program: ["e2e/conformance/run.ts"],
  },
  bench: { needs: ["packages", "addon"], program: ["e2e/bench/run.ts"] },
  "bench:api": {
    needs: ["packages", "database", "client"],
    program: ["server/src/test/bench-api.ts"],
  },
  fuzz: { needs: ["packages", "addon"], program: ["e2e/gate/fuzz.ts"] },
  simulate: { needs: ["packages"], program: ["e2e/gate/simulate.ts"] },
  sbom: { needs: ["packages"], program: ["e2e/sbom/run.ts"] },
};

const [command = "start", ...rest] = process.argv.slice(2);
const row = COMMANDS[command];
if (row === undefined) {
  console.error(`larder: no command "${command}". There are: ${Object.keys(COMMANDS).join(", ")}.`);
  process.exit(2);
}

try {
  await setUp(root, row.needs);
} catch (problem) {
  console.error(`\nlarder: ${problem.message}`);
  process.exit(1);
}
if (row.program !== null) runUnderNode24(row.program, rest);

function runUnderNode24([program, ...first], last) {
  // The second process may be on its own in a terminal's eyes: Ctrl-C reaches both, it stops in order,
  // and this one only waits for it and passes on how it ended.
  const child = spawn(node24(), [join(root, program), ...first, ...last], {
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal sends SIGINT to both; another sender only to this one. Passing it on twice does no
    // harm, because the launcher takes signals that come together as one.
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (problem) => {
    console.error(`larder: cannot start Node 24: ${problem.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal !== null) process.exit(128 + 15);
    process.exit(code ?? 1);
  });
}

function node24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const packaged = join(root, "node_modules/.bin/node");
  if (existsSync(packaged)) return packaged;
  console.error(
    `larder: Node 24 or newer is needed, this is ${process.version}, and npm has no Node 24 package for ` +
      `${process.platform} on ${process.arch}. Install Node 24 from https://nodejs.org and try again.`,
  );
  process.exit(1);
}
