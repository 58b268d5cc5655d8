// Generates the Prisma client into prisma/generated when the schema (or Prisma itself) is newer than it.
// Plain Node 18 or newer and no dependency of ours, because set-up runs it before anything else works.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const schema = join(root, "prisma/schema.prisma");
const stamp = join(root, "prisma/generated/.stamp");

/** @returns {boolean} whether anything had to be done */
export function generate() {
  const wanted = fingerprint();
  if (readStamp() === wanted) return false;
  const require = createRequire(join(root, "package.json"));
  const cli = require.resolve("prisma/build/index.js");
  const result = spawnSync(process.execPath, [cli, "generate", "--schema", schema], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      // The CLI would download its schema engine first, though `generate` needs none: naming any program
      // that exists keeps it offline.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (result.status !== 0) {
    throw new Error(`Prisma could not generate its client:\n${result.stdout}${result.stderr}`);
  }
  writeFileSync(stamp, wanted);
  return true;
}

function fingerprint() {
  const version = readFileSync(join(root, "node_modules/prisma/package.json"), "utf8");
  return createHash("sha256").update(readFileSync(schema)).update(version).digest("hex");
}

function readStamp() {
  try {
    return readFileSync(stamp, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  generate();
}
