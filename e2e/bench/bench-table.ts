import type { Floor } from "./bench-floor.ts";
import type { Comparison, RowSummary, Sample, Spread } from "./bench-summary.ts";

const HEAD = [
  "workload",
  "unit",
  "server",
  "rate/s",
  "p50 µs",
  "p99 µs",
  "CPU µs/unit",
  "MiB",
  "generator",
  "ours to it: rate (min–max)",
  "CPU (min–max)",
] as const;

/** The table of all rows and servers, as Markdown that reads in a terminal as well. */
export function formatTable(rows: readonly RowSummary[]): string {
  const lines = rows.flatMap((row) =>
    Object.entries(row.servers).map(([server, sample]) => {
      const comparison = row.comparisons.find(({ peer }) => peer === server);
      return cells(row, server, sample, comparison);
    }),
  );
  return align([HEAD, ...lines]);
}

/** One line a row: ratios against the better peer, the target, and whether it is met. */
export function formatVerdicts(rows: readonly RowSummary[]): string {
  const lines = rows.map((row) => [
    row.workload,
    times(row.ratioRate),
    times(row.ratioCpu),
    times(row.ratioP50),
    times(row.ratioMemory),
    row.target,
    row.isMet === null ? "" : row.isMet ? "met" : "missed",
  ]);
  return align([["workload", "rate", "CPU", "p50", "memory", "target", ""], ...lines]);
}

export function formatFloors(floors: readonly Floor[]): string {
  const lines = floors.map(({ kind, what, rate, cpuPerUnit }) => [
    kind,
    what,
    number(rate),
    number(cpuPerUnit * 1e6),
  ]);
  return align([["floor", "unit", "rate/s", "CPU µs/unit"], ...lines]);
}

function cells(
  row: RowSummary,
  server: string,
  sample: Sample,
  comparison: Comparison | undefined,
): string[] {
  const isIdle = sample.rate === 0;
  return [
    server === "larder" ? row.workload : "",
    row.unit,
    server,
    isIdle ? "" : number(sample.rate),
    isIdle ? "" : number(sample.p50Us),
    isIdle ? "" : number(sample.p99Us),
    isIdle ? "" : number(sample.cpuPerUnit * 1e6),
    number(sample.memoryBytes / 1024 ** 2),
    isIdle ? "" : `${Math.round(sample.loadShare * 100)} %`,
    comparison === undefined || isIdle ? "" : ratio(comparison.rate),
    comparison === undefined || isIdle ? "" : ratio(comparison.cpu),
  ];
}

function ratio({ min, median, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function times(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : `${value.toFixed(2)} ×`;
}

/** Three digits that mean something. */
export function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head, ...rest] = rows;
  return [line(head ?? []), rule, ...rest.map(line)].join("\n");
}
