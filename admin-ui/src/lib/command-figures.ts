import { type Engine, LATENCY_BOUNDS_US } from "@larder/server/contract";

type CommandStats = NonNullable<Engine["status"]>["commands"][number];

export interface CommandFigures {
  readonly command: string;
  readonly share: string;
  readonly count: number;
  readonly errorCount: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Upper bound of the bucket that holds the quantile; undefined: above the last bound, or no request. */
  readonly medianUs: number | undefined;
  readonly p99Us: number | undefined;
}

export function commandFigures(stats: CommandStats): CommandFigures {
  const { latency, ...figures } = stats;
  return { ...figures, medianUs: quantileUs(latency, 0.5), p99Us: quantileUs(latency, 0.99) };
}

/** The bound below which that share of the requests was answered. */
export function quantileUs(latency: readonly number[], quantile: number): number | undefined {
  const total = latency.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  for (const [index, count] of latency.entries()) {
    seen += count;
    if (seen >= total * quantile) return LATENCY_BOUNDS_US[index];
  }
  return undefined;
}

/** "≤ 250 µs", "≤ 5 ms", "> 1 s". */
export function latencyInWords(boundUs: number | undefined, count: number): string {
  if (count === 0) return "–";
  if (boundUs === undefined) return "> 1 s";
  if (boundUs < 1000) return `≤ ${boundUs} µs`;
  return boundUs < 1_000_000 ? `≤ ${boundUs / 1000} ms` : `≤ ${boundUs / 1_000_000} s`;
}
