import type { BenchRow } from "./bench-row.ts";

/** What one round on one server came to. */
export interface Sample {
  /** Units a second. */
  readonly rate: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Seconds of the server's processors. */
  readonly cpuPerUnit: number;
  readonly memoryBytes: number;
  /** How much of one processor the load generator took. */
  readonly loadShare: number;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Ours to another's, round by round: rounds that stand beside each other saw the same machine. */
export interface Comparison {
  readonly peer: string;
  readonly rate: Spread;
  readonly cpu: Spread;
  readonly p50: Spread;
  readonly memory: Spread;
}

export interface RowSummary {
  readonly workload: string;
  readonly unit: string;
  /** Medians, by server. */
  readonly servers: Readonly<Record<string, Sample>>;
  readonly comparisons: readonly Comparison[];
  /** Medians against the better of the others: higher is better, and lower. */
  readonly ratioRate: number | null;
  readonly ratioCpu: number | null;
  readonly ratioP50: number | null;
  readonly ratioMemory: number | null;
  readonly target: string;
  readonly isMet: boolean | null;
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Of a row, from the rounds of each server. "larder" is ours. */
export function summarize(row: BenchRow, samples: Samples): RowSummary {
  const ours = samples.get("larder") ?? [];
  const peers = [...samples].filter(([name]) => name !== "larder");
  const isIdle = row.target.by === "memory";
  const comparisons =
    ours.length === 0 ? [] : peers.map(([name, theirs]) => compare(name, ours, theirs));
  const over = (pick: (comparison: Comparison) => number, better: (...all: number[]) => number) =>
    comparisons.length === 0 ? null : better(...comparisons.map(pick));
  const summary = {
    workload: row.name,
    unit: row.unit,
    servers: Object.fromEntries([...samples].map(([name, all]) => [name, medianSample(all)])),
    comparisons,
    // The better peer is the one that is harder to beat.
    ratioRate: isIdle ? null : over(({ rate }) => rate.median, Math.min),
    ratioCpu: isIdle ? null : over(({ cpu }) => cpu.median, Math.max),
    ratioP50: isIdle ? null : over(({ p50 }) => p50.median, Math.max),
    ratioMemory: over(({ memory }) => memory.median, Math.max),
    target: targetText(row),
  };
  return { ...summary, isMet: isMet(row, summary) };
}

type Ratios = Pick<RowSummary, "ratioRate" | "ratioCpu" | "ratioP50" | "ratioMemory">;

function isMet({ target }: BenchRow, ratios: Ratios): boolean | null {
  const { ratioRate, ratioCpu, ratioP50, ratioMemory } = ratios;
  if (ratioMemory === null) return null;
  if (target.by === "memory") return ratioMemory <= target.ratio;
  if (ratioRate === null || ratioCpu === null || ratioP50 === null) return null;
  const isFast = target.by === "p50" ? ratioP50 <= target.ratio : ratioRate >= target.ratio;
  return isFast && (target.cpuRatio === null || ratioCpu <= target.cpuRatio);
}

export function targetText({ target }: BenchRow): string {
  const { by, ratio, cpuRatio } = target;
  const speed = by === "rate" ? `rate ≥ ${ratio} ×` : `${by} ≤ ${ratio} ×`;
  return cpuRatio === null ? speed : `${speed}, CPU ≤ ${cpuRatio} ×`;
}

function compare(peer: string, ours: readonly Sample[], theirs: readonly Sample[]): Comparison {
  const ratios = (pick: (sample: Sample) => number) =>
    spread(
      ours.flatMap((sample, index) => {
        const other = theirs[index];
        return other === undefined || pick(other) === 0 ? [] : [pick(sample) / pick(other)];
      }),
    );
  return {
    peer,
    rate: ratios(({ rate }) => rate),
    cpu: ratios(({ cpuPerUnit }) => cpuPerUnit),
    p50: ratios(({ p50Us }) => p50Us),
    memory: ratios(({ memoryBytes }) => memoryBytes),
  };
}

function medianSample(samples: readonly Sample[]): Sample {
  const of = (pick: (sample: Sample) => number) => spread(samples.map(pick)).median;
  return {
    rate: of(({ rate }) => rate),
    p50Us: of(({ p50Us }) => p50Us),
    p99Us: of(({ p99Us }) => p99Us),
    cpuPerUnit: of(({ cpuPerUnit }) => cpuPerUnit),
    memoryBytes: of(({ memoryBytes }) => memoryBytes),
    loadShare: of(({ loadShare }) => loadShare),
  };
}

/** NaN in all of it where there is nothing. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? Number.NaN;
  const high = sorted[Math.ceil(middle)] ?? Number.NaN;
  return {
    min: sorted[0] ?? Number.NaN,
    median: (low + high) / 2,
    max: sorted.at(-1) ?? Number.NaN,
  };
}
