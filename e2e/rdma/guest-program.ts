import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "rolldown";
import { ROOT } from "../product/product.ts";

const HELPER = join(ROOT, "smbd/native/rdma-helper");

/** Builds the helper, and a client's bridge, where a source of them is newer; the folder of the binaries. */
function buildHelper(): string {
  const wanted = ["build", "--release", "--locked", "--quiet", "--bins", "--examples"];
  const { status, stderr } = spawnSync("cargo", wanted, {
    cwd: HELPER,
    encoding: "utf8",
    env: { ...process.env, PATH: `${process.env.PATH}:${join(homedir(), ".cargo/bin")}` },
  });
  if (status !== 0) throw new Error(`The RDMA helper could not be built: ${stderr}`);
  return join(process.env.CARGO_TARGET_DIR ?? join(HELPER, "target"), "release");
}

/**
 * A folder with engine, helper and Node as a guest runs them. The engine is joined into one file: an emulated
 * processor takes minutes to load a thousand, and ten seconds for one.
 *
 *     node, rdma-helper, bridge, snapshot.jsonl
 *     engine/host/main.mjs      where the sources' relative paths lead to package.json and the addon
 *     engine/host/both-ways.mjs a client
 *     native/addon/larder.node
 */
export async function stageProgram(dataFolder: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "larder-rdma-program-"));
  mkdirSync(join(folder, "engine/host"), { recursive: true });
  cpSync(process.execPath, join(folder, "node"));
  const binaries = buildHelper();
  cpSync(join(binaries, "rdma-helper"), join(folder, "rdma-helper"));
  cpSync(join(binaries, "examples/bridge"), join(folder, "bridge"));
  cpSync(join(ROOT, "smbd/package.json"), join(folder, "engine/package.json"));
  cpSync(join(ROOT, "smbd/native/addon/larder.node"), join(folder, "native/addon/larder.node"));
  for (const program of ["main", "test/both-ways"]) {
    await build({
      input: join(ROOT, `smbd/src/${program}.ts`),
      platform: "node",
      output: { file: join(folder, `engine/host/${basename(program)}.mjs`), format: "esm" },
      logLevel: "warn",
    });
  }
  writeFileSync(join(folder, "snapshot.jsonl"), snapshotOf(folder, dataFolder));
  return folder;
}

/** What a server says to an engine that has a share and two users, made on this machine for the same reason. */
function snapshotOf(folder: string, dataFolder: string): string {
  const script = join(folder, "guest-snapshot.mjs");
  cpSync(join(ROOT, "e2e/rdma/guest-snapshot.mjs"), script);
  symlinkSync(join(ROOT, "smbd"), join(folder, "smbd"));
  const lines = execFileSync(process.execPath, [script, dataFolder], { encoding: "utf8" });
  execFileSync("rm", [script, join(folder, "smbd")]);
  return lines;
}
