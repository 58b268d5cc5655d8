#!/usr/bin/env node
/** The `larder` command. Plain JavaScript, so that an older Node can hand over to the packaged one. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const given = process.argv.slice(2);

if (given[0] === "up" && !given.includes("--help")) {
  run(process.execPath, [join(here, "../launcher/bootstrap.mjs"), "start", ...given.slice(1)]);
} else if (Number(process.versions.node.split(".")[0]) >= 24) {
  const { main } = await import("./larder.ts");
  process.exitCode = await main(given, process.env);
} else {
  const packaged = join(root, "node_modules/.bin/node");
  if (!existsSync(packaged)) {
    console.error(
      `larder: Node 24 or newer is needed, this is ${process.version}; "npm start" gets it.`,
    );
    process.exit(1);
  }
  run(packaged, [join(here, "larder.mjs"), ...given]);
}

function run(program, options) {
  const child = spawn(program, options, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("error", (problem) => {
    console.error(`larder: ${problem.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}
