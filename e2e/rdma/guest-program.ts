import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";

const HELPER = join(ROOT, "smbd/native/rdma-helper");

/** Builds the helper where a source of it is newer; the path of its binary. */
export function buildHelper(): string {
  const { status, stderr } = spawnSync("cargo", ["build", "--release", "--locked", "--quiet"], {
    cwd: HELPER,
    encoding: "utf8",
    env: { ...process.env, PATH: `${process.env.PATH}:${join(homedir(), ".cargo/bin")}` },
  });
  if (status !== 0) throw new Error(`The RDMA helper could not be built: ${stderr}`);
  return join(process.env.CARGO_TARGET_DIR ?? join(HELPER, "target"), "release/rdma-helper");
}

/**
 * A folder with engine, helper and Node as a guest runs them. The types are taken out beforehand: in an emulated
 * processor that takes a minute.
 */
export function stageProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), "larder-rdma-program-"));
  cpSync(process.execPath, join(folder, "node"));
  cpSync(buildHelper(), join(folder, "rdma-helper"));
  for (const file of ["smbd/package.json", "smbd/native/addon/larder.node"]) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  withoutTypes(join(ROOT, "smbd/src"), join(folder, "smbd/src"));
  withDependencies(join(ROOT, "smbd/package.json"), folder, new Set());
  for (const file of ["guest-snapshot.mjs", "guest-status.mjs"]) {
    cpSync(join(ROOT, "e2e/rdma", file), join(folder, file));
  }
  return folder;
}

function withoutTypes(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    if (entry.isDirectory()) {
      withoutTypes(path, join(to, entry.name));
    } else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts")) {
      const plain = stripTypeScriptTypes(readFileSync(path, "utf8"));
      const target = join(to, `${entry.name.slice(0, -3)}.js`);
      writeFileSync(target, plain.replace(/((?:from|import)\s*\(?\s*"[^"]+)\.ts"/g, '$1.js"'));
    }
  }
}

function withDependencies(manifest: string, folder: string, seen: Set<string>): void {
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const from = join(ROOT, "node_modules", name);
    if (seen.has(name) || !existsSync(from)) continue;
    seen.add(name);
    cpSync(from, join(folder, "node_modules", name), { recursive: true });
    withDependencies(join(from, "package.json"), folder, seen);
  }
}
