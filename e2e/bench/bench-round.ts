import { setTimeout as delay } from "node:timers/promises";
import type { BenchData } from "./bench-data.ts";
import type { BenchRow } from "./bench-row.ts";
import type { BenchServer } from "./bench-server.ts";
import type { Sample } from "./bench-summary.ts";
import type { Load, LoadGenerator, LoadResult } from "./load-generator.ts";

export interface RoundOptions {
  readonly seconds: number;
  /** Looks at every byte, and does few of them. */
  readonly verifies: boolean;
}

const SLACK_MS = 130_000;
let runNumber = 0;

const IDLE_MS = 3_000;

/** One row once, on one server. Throws where anything came back wrong. */
export async function runRound(
  row: BenchRow,
  server: BenchServer,
  data: BenchData,
  generator: LoadGenerator,
  options: RoundOptions,
): Promise<Sample> {
  data.prepare(row);
  runNumber += 1;
  const processCount = server.group.count();
  let load: Load | null = null;
  try {
    load = await generator.prepare([row.command, ...words(row, server, options)]);
    if (row.command === "idle") {
      // Both servers get the time to notice that nobody asks for anything.
      await delay(IDLE_MS);
      const memoryBytes = server.group.memoryBytes();
      await load.finish();
      await server.group.settle(processCount);
      return { rate: 0, p50Us: 0, p99Us: 0, cpuPerUnit: 0, memoryBytes, loadShare: 0 };
    }
    const before = server.group.cpuSeconds();
    const result = await load.measure(options.seconds * 1000 + SLACK_MS);
    const cpuSeconds = server.group.cpuSeconds() - before;
    const memoryBytes = server.group.memoryBytes();
    expectSound(row, result);
    await load.finish();
    await server.group.settle(processCount);
    const units = result.units * row.unitsEach;
    return {
      rate: units / result.seconds,
      p50Us: result.p50Us,
      p99Us: result.p99Us,
      cpuPerUnit: cpuSeconds / units,
      memoryBytes,
      loadShare: result.cpuSeconds / result.seconds,
    };
  } catch (problem) {
    load?.kill();
    throw new Error(`${row.name} on ${server.name}: ${(problem as Error).message}`);
  }
}

function words(row: BenchRow, server: BenchServer, options: RoundOptions): string[] {
  const given = [...row.words, "--port", String(server.port)];
  if (row.command === "idle") return given;
  // A count is reached in most cases; where it is not, three rounds' time is enough to know the rate.
  const seconds =
    row.count === undefined || options.verifies ? options.seconds : 3 * options.seconds;
  const count = options.verifies ? (row.quickCount ?? 0) : (row.count ?? 0);
  given.push("--seconds", String(seconds), "--count", String(count));
  if (row.command === "logons") return given;
  given.push("--tag", `n${runNumber}`);
  if (options.verifies) given.push("--verify", "yes");
  return given;
}

function expectSound(row: BenchRow, result: LoadResult): void {
  const statuses = Object.entries(result.failures).map(([status, count]) => `${count} × ${status}`);
  const problems = [...result.broken, ...statuses];
  if (problems.length > 0) throw new Error(problems.join(", "));
  if (result.units === 0) throw new Error(`nothing was done in ${result.seconds.toFixed(1)} s`);
  if (row.command === "run" && result.p50Us <= 0) throw new Error("no latency was measured");
}
