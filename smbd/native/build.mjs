/**
 * Builds the addon when a source is newer than what was built. Plain Node 20, no dependencies, so
 * that it runs before anything is installed: node smbd/native/build.mjs
 * For another processor, with cargo's own variables for it (the target and its linker): CARGO_BUILD_TARGET=aarch64-unknown-linux-gnu
 * writes addon/larder.aarch64-unknown-linux-gnu.node, which is larder.node there.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, renameSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const workspace = fileURLToPath(new URL(".", import.meta.url));
const triple = process.env.CARGO_BUILD_TARGET ?? "";
const addon = join(workspace, "addon", triple === "" ? "larder.node" : `larder.${triple}.node`);
const target = process.env.CARGO_TARGET_DIR ?? join(workspace, "target");

if (isFresh()) process.exit(0);

const cargo = spawnSync("cargo", ["build", "--release", "--locked", "--package", "larder-addon"], {
  cwd: workspace,
  stdio: "inherit",
  // A toolchain that rustup installed is often not on the PATH of a fresh shell.
  env: { ...process.env, PATH: `${process.env.PATH}${delimiter}${join(homedir(), ".cargo/bin")}` },
});
if (cargo.error?.code === "ENOENT") {
  console.error(
    "The Rust toolchain is missing: install it from https://rustup.rs, or from your distribution " +
      "(1.85 or newer, with a C linker; on Debian 12 the packages cargo-web and gcc), and start again.",
  );
  process.exit(1);
}
if (cargo.status !== 0) {
  console.error("The native addon could not be built; the messages of cargo above say why.");
  process.exit(1);
}

// Renamed into place: a running engine keeps the old file mapped and must not see it change.
copyFileSync(join(target, triple, "release", "liblarder.so"), `${addon}.new`);
renameSync(`${addon}.new`, addon);

function isFresh() {
  const built = modifiedMs(addon);
  // The other crates of the workspace are no part of the addon.
  const all = [
    ...sources(join(workspace, "addon")),
    join(workspace, "Cargo.lock"),
    fileURLToPath(import.meta.url),
  ];
  return built > 0 && all.every((source) => modifiedMs(source) <= built);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "target" ? [] : sources(path);
    return /\.(rs|toml|lock|mjs)$/.test(entry.name) ? [path] : [];
  });
}

function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
