/**
 * `npm run bench`: our engine beside the newest Samba, twice over, on the same folder. See README.md beside this file.
 *
 *   npm run bench                              every row, five rounds each
 *   npm run bench -- --only read-1m --rounds 9 --seconds 5
 *   npm run bench -- --json                    for machines
 *   npm run bench -- --quick                   every row for a moment, looking at every byte instead of the clock
 *
 * node e2e/bench/run.ts
 */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PeerRoot } from "../peer/peer-root.ts";
import { freePorts } from "../product/free-ports.ts";
import { BenchData } from "./bench-data.ts";
import { parseBenchOptions } from "./bench-options.ts";
import { runRound } from "./bench-round.ts";
import type { BenchRow } from "./bench-row.ts";
import { BENCH_ROWS } from "./bench-rows.ts";
import type { BenchServer } from "./bench-server.ts";
import { type RowSummary, type Sample, summarize } from "./bench-summary.ts";
import { formatTable, formatVerdicts } from "./bench-table.ts";
import { startLarder } from "./larder-server.ts";
import { LoadGenerator } from "./load-generator.ts";
import { startSamba } from "./samba-server.ts";

const options = parseBenchOptions(process.argv.slice(2));
const rows = BENCH_ROWS.filter(
  ({ name }) => options.only.length === 0 || options.only.some((word) => name.startsWith(word)),
);
if (rows.length === 0) throw new Error("No row has such a name.");
const generator = LoadGenerator.build();
const peers = await PeerRoot.openServer();
const work = peers.makeWorkFolder();
// Servers go through it as the user.
chmodSync(work.outside, 0o711);
const data = new BenchData(join(work.outside, "data"), generator);
const servers: BenchServer[] = [];
const summaries: RowSummary[] = [];
const problems: string[] = [];
let passed = 0;
try {
  const ports = await freePorts(options.servers.length);
  for (const [index, name] of options.servers.entries()) {
    servers.push(await start(name, ports[index]!));
  }
  for (const row of rows) await runRow(row);
} finally {
  for (const server of servers) await server.stop();
  rmSync(work.outside, { recursive: true, force: true });
}
if (options.isJson) console.log(JSON.stringify({ rows: summaries }));
else console.log(`\n${formatVerdicts(summaries)}`);
for (const problem of problems) console.log(problem);
console.log(`${passed} passed, ${problems.length} failed`);
process.exit(problems.length === 0 ? 0 : 1);

function start(name: string, port: number): Promise<BenchServer> {
  if (name === "larder") return startLarder(join(work.outside, "larder"), data.folder, port);
  return startSamba(peers, name === "samba" ? "samba" : "samba-full", work, port);
}

/** In turn, so that what the machine does meanwhile meets all of them. */
async function runRow(row: BenchRow): Promise<void> {
  const samples = new Map<string, Sample[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const server of servers) {
      try {
        samples.get(server.name)!.push(await runRound(row, server, data, generator, options));
        passed += 1;
      } catch (problem) {
        problems.push((problem as Error).message);
        console.error((problem as Error).message);
      }
    }
  }
  const summary = summarize(row, samples);
  summaries.push(summary);
  if (!options.isJson) console.log(`${formatTable([summary])}\n`);
}
