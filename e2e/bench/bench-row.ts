/** A row of the table: what the clients do, in what it is counted, and what it has to reach. */
export interface BenchRow {
  readonly name: string;
  /** Command of the load generator. */
  readonly command: "run" | "logons" | "idle";
  readonly words: readonly string[];
  /** What a unit of the table is, and how many of them a unit of the generator is: MiB, operations, entries. */
  readonly unit: string;
  readonly unitsEach: number;
  /** What has to be better, and by how much; null: nothing is asked. */
  readonly target: BenchTarget;
  /** What has to be made anew before each round. */
  readonly fresh?: FreshData;
  /** Ends after so many units of the generator, rather than by the clock. */
  readonly count?: number;
  /** For a look at correctness, fewer. */
  readonly quickCount?: number;
}

export interface BenchTarget {
  /** "rate" and "p50" are ratios of speed, "memory" is one of size. */
  readonly by: "rate" | "p50" | "memory";
  readonly ratio: number;
  readonly cpuRatio: number | null;
}

/** A folder of so many files, a file that is not in the page cache, or a file of nothing but zeros. */
export type FreshData =
  | { readonly kind: "folder"; readonly name: string; readonly count: number }
  /** As it was made, without what clients left in it. */
  | { readonly kind: "cleared"; readonly name: string; readonly count: number }
  | { readonly kind: "sized"; readonly name: string; readonly bytes: number }
  | { readonly kind: "cold"; readonly name: string }
  | { readonly kind: "without"; readonly name: string; readonly prefix: string };
