import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";
import { BenchBox } from "./bench-box.ts";
import type { BenchOptions } from "./bench-options.ts";
import { runRound } from "./bench-round.ts";
import { benchRows, FULL_SCALE } from "./bench-rows.ts";
import type { BenchServer } from "./bench-server.ts";
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
  const how = { seconds, verifies: false };
  const measured = (server: BenchServer) => runRound(row, server, box.data, box.generator, how);
  try {
    // One after the other: each would be in the other's picture.
    const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${folder}`];
    const profiled = await box.start("larder", { nodeOptions });
    // Code is compiled and tables are filled by a first round.
    await measured(profiled);
    const from = nowUs();
    const { rate, cpuPerUnit } = await measured(profiled);
    const to = nowUs();
    lines.push(`${rate.toFixed(1)} ${row.unit}/s, ${(cpuPerUnit * 1e6).toFixed(1)} µs each.`, "");
    // The profile is written when the process ends in order.
    await box.stop(profiled);
    lines.push("## JavaScript's thread, by V8", "", topTable(folder, from, to), "");
    const watched = await box.start("larder", { nodeOptions: ["--perf-basic-prof"] });
    await measured(watched);
    const perf = recordPerf(watched.pid, folder, seconds);
    await measured(watched);
    lines.push("## All threads, by perf", "", "```", await perf, "```", "");
  } finally {
    await box.close();
  }
  writeFileSync(join(folder, "top.md"), lines.join("\n"));
  console.log(lines.join("\n"));
  console.log(`The .cpuprofile is in ${folder}.`);
  return 0;
}

/** Of the clock that V8's profiles are in. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function topTable(folder: string, from: number, to: number): string {
  const file = readdirSync(folder).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) return "The engine wrote no profile.";
  const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
  const times = selfTimes(profile, from, to);
  const busy = times.filter(({ name }) => name !== "(idle)");
  const total = busy.reduce((sum, { selfUs }) => sum + selfUs, 0);
  const rows = busy
    .slice(0, TOP_COUNT)
    .map(({ name, place, selfUs }) => [`${((100 * selfUs) / total).toFixed(1)} %`, name, place]);
  return align([["busy time", "function", "where"], ...rows]);
}
