import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../product/product.ts";
import type { ComposeBox } from "./compose-box.ts";

const PROFILE = ["--profile", "rdma"];
const IPC_LOCK = 1n << 14n;

/** Brings the container of SMB Direct up beside a box that runs; on most machines it finds no device, and says so. */
export async function bringUpRdma(box: ComposeBox, scratch: string): Promise<void> {
  box.overrides = await lowerLimit(scratch);
  await box.compose([...PROFILE, "up", "--detach", "--no-deps", "rdma"]);
}

export async function takeRdmaAway(box: ComposeBox): Promise<void> {
  await box.compose([...PROFILE, "rm", "--stop", "--force", "rdma"]);
  box.overrides = [];
}

/** Where this machine may not lock as much memory as it likes, nor may a container that it starts ask for that. */
async function lowerLimit(scratch: string): Promise<string[]> {
  const { stdout } = await runCommand("sh", ["-c", "ulimit -H -l"]);
  if (stdout.trim() === "unlimited") return [];
  const memlock = Number(stdout) * 1024;
  const file = join(scratch, "lower-limit.yml");
  writeFileSync(file, JSON.stringify({ services: { rdma: { ulimits: { memlock } } } }));
  return [file];
}

/** What `rdma-helper health` says once it has found the engine; its exit code says whether anything listens. */
export async function rdmaHealth(box: ComposeBox): Promise<string> {
  const ask = [...PROFILE, "exec", "--no-TTY", "rdma", "sh", "-c", "rdma-helper health || true"];
  const said = (await box.compose(ask)).trim();
  assert.match(said, /^(listening: \S|not listening: (?!the engine is away)\S).*$/);
  return said;
}

/** What Docker's own health check found; it is the same sentence. */
export async function rdmaHealthCheck(box: ComposeBox): Promise<string> {
  const id = await containerOfRdma(box);
  const log = await box.host.docker("inspect", "--format", "{{json .State.Health.Log}}", id);
  const checks = JSON.parse(log) as { readonly Output: string }[];
  return checks.at(-1)?.Output.trim() ?? "";
}

/** The helper itself: the script that starts it began with every right. */
export async function assertFewRights(box: ComposeBox): Promise<void> {
  const id = await containerOfRdma(box);
  const init = await box.host.docker("inspect", "--format", "{{.State.Pid}}", id);
  const [helper = ""] = readFileSync(`/proc/${init}/task/${init}/children`, "utf8").split(" ");
  const status = readFileSync(`/proc/${helper}/status`, "utf8");
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1];
  assert.equal(field("Name"), "rdma-helper", "the script became the helper");
  assert.equal(field("NoNewPrivs"), "1");
  for (const set of ["CapBnd", "CapEff", "CapPrm"])
    assert.equal(BigInt(`0x${field(set)}`), IPC_LOCK, `${set}: to lock memory, and nothing else`);
  const devices = readdirSync(`/proc/${helper}/root/dev`).sort();
  assert.deepEqual(devices, ["infiniband", "null", "random", "urandom", "zero"]);
}

export async function containerOfRdma(box: ComposeBox): Promise<string> {
  return (await box.compose([...PROFILE, "ps", "--all", "--quiet", "rdma"])).trim();
}
