import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../product/product.ts";
import { BenchBox } from "./bench-box.ts";
import type { BenchOptions } from "./bench-options.ts";
import { machineLines, type PageFacts } from "./bench-page.ts";
import { runRound } from "./bench-round.ts";
import { FULL_SCALE } from "./bench-rows.ts";
import type { BenchServer } from "./bench-server.ts";
import { type Sample, spread } from "./bench-summary.ts";
import { align, number } from "./bench-table.ts";
import { growthNote } from "./growth-notes.ts";
import { GROWTH_ROWS, type GrowthRow } from "./growth-rows.ts";
import { plotSvg } from "./svg-plot.ts";

interface Point {
  readonly server: string;
  readonly size: number;
  readonly rate: number;
  readonly cpuPerUnit: number;
  readonly p50Us: number;
}

/** `npm run bench -- --growth`: a table and a plot for each thing that grows. */
export async function runGrowth(options: BenchOptions): Promise<number> {
  const names = options.growth ?? [];
  const rows = GROWTH_ROWS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (rows.length === 0) throw new Error("Nothing grows by such a name.");
  const page = options.out ?? join(ROOT, "e2e/out/bench/growth.md");
  mkdirSync(dirname(page), { recursive: true });
  const sections: string[] = [];
  const box = await BenchBox.open(FULL_SCALE);
  const { fileSystem } = box;
  const { rounds, seconds } = options;
  const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`;
  const facts = { command, rounds, seconds, fileSystem };
  let hasControlGroup = false;
  try {
    for (const row of rows) {
      const points = await grow(box, row, options);
      hasControlGroup ||= points.hasControlGroup;
      const section = growthSection(row, points.all);
      sections.push(section);
      console.log(section);
      writeFileSync(join(dirname(page), `growth-${row.name}.svg`), growthPlot(row, points.all));
      // After each: they take long, and what is there need not be measured again when one breaks off.
      writeFileSync(page, growthPage(sections, { ...facts, hasControlGroup }));
    }
  } finally {
    await box.close();
  }
  console.log(`Written to ${page}.`);
  return 0;
}

function growthPage(sections: readonly string[], facts: PageFacts): string {
  const head = `# Cost as work grows\n\n${machineLines(facts).join("\n")}\n\nHow to read it: [README.md](README.md). What did not come to an end is left out.\n`;
  return `${head}\n${sections.join("\n")}`;
}

async function grow(
  box: BenchBox,
  row: GrowthRow,
  { rounds, seconds }: BenchOptions,
): Promise<{ all: Point[]; hasControlGroup: boolean }> {
  const all: Point[] = [];
  let hasControlGroup = false;
  const servers: BenchServer[] = [];
  const stop = async () => {
    for (const server of servers.splice(0)) await box.stop(server);
  };
  for (const size of row.sizes) {
    const samples = new Map<string, Sample[]>(row.servers.map((name) => [name, []]));
    if (row.larder !== undefined || row.samba !== undefined) await stop();
    if (servers.length === 0) {
      for (const name of row.servers) {
        servers.push(await box.start(name, row.larder?.(size), row.samba?.(size)));
      }
    }
    for (let round = 0; round < Math.min(rounds, row.roundsMax?.(size) ?? rounds); round++) {
      for (const server of servers) {
        hasControlGroup = server.group.hasControlGroup;
        try {
          const how = { seconds, verifies: false };
          samples
            .get(server.name)!
            .push(await runRound(row.at(size), server, box.data, box.generator, how));
        } catch (problem) {
          const files = `${number(server.group.filesMax())} descriptors a process`;
          console.error(`left out: ${size} ${row.of}: ${(problem as Error).message} (${files})`);
        }
      }
    }
    for (const [server, taken] of samples) {
      if (taken.length === 0) continue;
      const of = (pick: (sample: Sample) => number) => spread(taken.map(pick)).median;
      all.push({
        server,
        size,
        rate: of(({ rate }) => rate),
        cpuPerUnit: of(({ cpuPerUnit }) => cpuPerUnit),
        p50Us: of(({ p50Us }) => p50Us),
      });
    }
  }
  await stop();
  return { all, hasControlGroup };
}

function growthSection(row: GrowthRow, points: readonly Point[]): string {
  const lines = points.map(({ server, size, rate, cpuPerUnit, p50Us }) => [
    size.toLocaleString("en"),
    server,
    number(rate),
    number(cpuPerUnit * 1e6),
    number(p50Us),
  ]);
  const table = align([[row.of, "server", "rate/s", "CPU µs/unit", "p50 µs"], ...lines]);
  return `## ${row.name}\n${row.title}.\n\n![CPU against ${row.of}](growth-${row.name}.svg)\n\n${table}\n${growthNote(row.name)}`;
}

function growthPlot(row: GrowthRow, points: readonly Point[]): string {
  return plotSvg({
    title: row.title,
    x: row.of,
    y: "server CPU µs per unit",
    lines: row.servers.map((name) => ({
      name,
      points: points
        .filter(({ server }) => server === name)
        .map(({ size, cpuPerUnit }) => ({ x: size, y: cpuPerUnit * 1e6 })),
    })),
  });
}
