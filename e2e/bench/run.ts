/**
 * `npm run bench`: our engine beside the newest Samba, twice over, on the same folder. See README.md beside this file.
 *
 *   npm run bench                              every row, five rounds each
 *   npm run bench -- --only read-1m --rounds 9 --seconds 5
 *   npm run bench -- --json                    for machines
 *   npm run bench -- --congestion cubic        in a network of its own with this congestion control
 *   npm run bench -- --out FILE                writes the page
 *   npm run bench -- --quick                   every row for a moment, looking at every byte instead of the clock
 *   npm run bench -- --growth [NAME]           cost against size, with plots
 *   npm run bench -- --profile ROW             where our engine's time goes during a row
 *
 * node e2e/bench/run.ts
 */
import { writeFileSync } from "node:fs";
import { BenchBox } from "./bench-box.ts";
import { measureFloors } from "./bench-floor.ts";
import { type BenchOptions, parseBenchOptions } from "./bench-options.ts";
import { benchPage } from "./bench-page.ts";
import { runRound } from "./bench-round.ts";
import type { BenchRow } from "./bench-row.ts";
import { benchRows, FULL_SCALE, QUICK_SCALE } from "./bench-rows.ts";
import { type RowSummary, type Sample, summarize } from "./bench-summary.ts";
import { formatTable, formatVerdicts } from "./bench-table.ts";
import { runGrowth } from "./growth.ts";
import { runInOwnNetwork } from "./own-network.ts";
import { runProfile } from "./profile.ts";

const FLOOR_SECONDS = 2;
const WARM_UP_TIMES = 2;

/** Set for the run inside. */
const INSIDE = "LARDER_BENCH_NETWORK";

const options = parseBenchOptions(process.argv.slice(2));
if (options.congestion !== null && process.env[INSIDE] === undefined) {
  process.env[INSIDE] = options.congestion;
  process.exit(runInOwnNetwork(options.congestion, process.argv.slice(1)));
}
if (options.growth !== null) process.exit(await runGrowth(options));
if (options.profile !== null) process.exit(await runProfile(options));
process.exit(await runTable(options));

/** Counts each round that came out sound; the figures themselves are judged by whoever reads them. */
async function runTable(options: BenchOptions): Promise<number> {
  const { isQuick, isJson, only, rounds, servers, out } = options;
  const scale = isQuick ? QUICK_SCALE : FULL_SCALE;
  const rows = benchRows(scale).filter(
    ({ name }) => only.length === 0 || only.some((word) => name.startsWith(word)),
  );
  if (rows.length === 0) throw new Error("No row has such a name.");
  const box = await BenchBox.open(scale);
  const summaries: RowSummary[] = [];
  const problems: string[] = [];
  let passed = 0;
  /** In turn, so that what the machine does meanwhile meets all of them. */
  const runRow = async (row: BenchRow) => {
    const samples = new Map<string, Sample[]>(box.servers.map(({ name }) => [name, []]));
    if (!isQuick) await warmUp(row);
    for (let round = 0; round < rounds; round++) {
      for (const server of box.servers) {
        try {
          samples
            .get(server.name)!
            .push(await runRound(row, server, box.data, box.generator, options));
          passed += 1;
        } catch (problem) {
          problems.push((problem as Error).message);
        }
      }
    }
    return summarize(row, samples);
  };
  /** Each server once, unmeasured: caches are filled, and what is compiled while it runs is compiled. */
  const warmUp = async (row: BenchRow) => {
    if (row.command === "idle") return;
    const longer = { ...options, seconds: WARM_UP_TIMES * options.seconds };
    for (const server of box.servers) {
      // What fails here fails again where it counts.
      await runRound(row, server, box.data, box.generator, longer).catch(() => undefined);
    }
  };
  try {
    for (const name of servers) await box.start(name);
    const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`;
    const hasControlGroup = box.servers.some(({ group }) => group.hasControlGroup);
    const { seconds } = options;
    const { fileSystem } = box;
    const facts = { command, rounds, seconds, fileSystem, hasControlGroup };
    const floors = out === null ? [] : measureFloors(box.data, box.generator, FLOOR_SECONDS);
    for (const row of rows) {
      const summary = await runRow(row);
      summaries.push(summary);
      // After each: what has been measured is kept when one breaks off.
      if (out !== null) writeFileSync(out, benchPage(summaries, floors, facts));
      if (isQuick) console.log(`${row.name}: ${servers.join(", ")}`);
      else if (!isJson) console.log(`${formatTable([summary])}\n`);
    }
  } finally {
    await box.close();
  }
  if (isJson) console.log(JSON.stringify({ rows: summaries }));
  else if (!isQuick) console.log(`\n${formatVerdicts(summaries)}`);
  for (const problem of problems) console.error(problem);
  // Machines read what is on the standard output, and nothing else may be there.
  const tell = isJson ? console.error : console.log;
  tell(`${passed} passed, ${problems.length} failed`);
  return problems.length === 0 && passed > 0 ? 0 : 1;
}
