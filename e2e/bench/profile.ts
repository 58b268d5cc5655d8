import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";
import { BenchBox } from "./bench-box.ts";
import type { BenchOptions } from "./bench-options.ts";
import { runRound } from "./bench-round.ts";
import { benchRows, FULL_SCALE } from "./bench-rows.ts";
import { align } from "./bench-table.ts";
import { type CpuProfile, selfTimes } from "./cpu-profile.ts";
import { recordPerf } from "./perf-record.ts";

const TOP_COUNT = 40;

/** `npm run bench -- --profile ROW`: the row on our engine alone, and where its main thread and its process were. */
export async function runProfile({ profile, seconds }: BenchOptions): Promise<number> {
  const row = benchRows(FULL_SCALE).find(({ name }) => name === profile);
  if (row === undefined) throw new Error(`There is no row ${profile}.`);
  const folder = join(ROOT, "e2e/out/bench", `profile-${row.name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const box = await BenchBox.open(FULL_SCALE);
  const lines: string[] = [`# ${row.name}`, ""];
  try {
    const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--perf-basic-prof"];
    const server = await box.start("larder", { nodeOptions });
    const perf = recordPerf(server.pid, folder, seconds);
    const how = { seconds, verifies: false };
    const sample = await runRound(row, server, box.data, box.generator, how);
    const { rate, cpuPerUnit } = sample;
    lines.push(`${rate.toFixed(1)} ${row.unit}/s, ${(cpuPerUnit * 1e6).toFixed(1)} µs each.`, "");
    const said = await perf;
    // The profile is written when the process ends in order.
    await box.stop(server);
    lines.push("## JavaScript's thread, by V8", "", topTable(folder), "");
    lines.push("## All threads, by perf", "", "```", said, "```", "");
  } finally {
    await box.close();
  }
  writeFileSync(join(folder, "top.md"), lines.join("\n"));
  console.log(lines.join("\n"));
  console.log(`The .cpuprofile is in ${folder}.`);
  return 0;
}

function topTable(folder: string): string {
  const file = readdirSync(folder).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) return "The engine wrote no profile.";
  const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
  const times = selfTimes(profile);
  const busy = times.filter(({ name }) => name !== "(idle)");
  const total = busy.reduce((sum, { selfUs }) => sum + selfUs, 0);
  const rows = busy
    .slice(0, TOP_COUNT)
    .map(({ name, place, selfUs }) => [`${((100 * selfUs) / total).toFixed(1)} %`, name, place]);
  return align([["busy time", "function", "where"], ...rows]);
}
