import type { BenchRow, BenchTarget } from "./bench-row.ts";

export const READ_FILE_BYTES = 256 * 1024 ** 2;
export const COLD_FILE_BYTES = 512 * 1024 ** 2;
export const MIXED_FILE_BYTES = 1024 ** 2;
export const MIXED_FILE_COUNT = 256;
export const TEN_THOUSAND = 10_000;
export const HUNDRED_THOUSAND = 100_000;

const MIB = 1024 ** 2;
const KIB = 1024;
const PROTECTIONS = ["plain", "gmac", "cmac", "gcm128", "gcm256", "ccm128"] as const;

/** Every row, in the order of the page. */
export const BENCH_ROWS: readonly BenchRow[] = [
  ...PROTECTIONS.map((mode) => large("read", mode, mode === "ccm128" ? 1 : 1.3, 0.8)),
  ...PROTECTIONS.map((mode) => large("write", mode, mode === "ccm128" ? 1 : 1.2, 0.9)),
  ...(["plain", "gmac", "gcm128"] as const).map((mode) =>
    small(`read-4k-random-${mode}`, "read-random", 32, rate(1.5, 0.7), mode),
  ),
  small("write-4k-random", "write-random", 32, rate(1.3)),
  small("write-4k-flush", "write-flush", 1, rate(1)),
  small("read-4k-latency", "read-random", 1, { by: "p50", ratio: 0.9, cpuRatio: null }),
  ...[1, 16].map((connections) => ({
    ...naming(`create-delete-${connections}`, "create-delete", "churn", rate(1.5, 0.8)),
    ...withWords("create-delete", "churn", ["--size", "4096", "--connections", `${connections}`]),
  })),
  naming("compound-open-query-close", "look", "small", rate(1.5)),
  naming("open-close", "open-close", "small", rate(1.5)),
  {
    ...naming("list-10k", "list", "ten", rate(1.5)),
    ...withWords("list", "ten", ["--size", `${64 * KIB}`, "--files", `${TEN_THOUSAND}`]),
    unit: "entry",
    unitsEach: TEN_THOUSAND,
    quickCount: 2,
  },
  {
    ...naming("stat-10k", "look-each", "ten", rate(1.5)),
    ...withWords("look-each", "ten", ["--depth", "8", "--files", `${TEN_THOUSAND}`]),
  },
  {
    ...naming("create-in-100k", "create", "hundred", rate(5)),
    fresh: { kind: "without", name: "hundred", prefix: "n" },
    count: 1000,
    quickCount: 5,
  },
  renaming("rename-10k", "rename"),
  renaming("delete-10k", "delete"),
  ...[64, 256].map((connections) => ({
    name: `mixed-${connections}`,
    command: "run" as const,
    words: [
      ...["--work", "mixed", "--path", "mixed", "--size", `${16 * KIB}`],
      ...["--file-bytes", `${MIXED_FILE_BYTES}`, "--files", `${MIXED_FILE_COUNT}`],
      ...["--connections", `${connections}`],
    ],
    unit: "operation",
    unitsEach: 1,
    target: rate(1.3, 0.8),
  })),
  {
    name: "idle-1000",
    command: "idle",
    words: ["--connections", "1000"],
    unit: "session",
    unitsEach: 1000,
    target: { by: "memory", ratio: 0.1, cpuRatio: null },
  },
  {
    name: "connect",
    command: "logons",
    words: ["--connections", "4"],
    unit: "logon",
    unitsEach: 1,
    target: rate(1.3),
  },
  ...(["plain", "gmac", "gcm128"] as const).flatMap((mode) => [
    cold("read", mode),
    cold("write", mode),
  ]),
];

function rate(ratio: number, cpuRatio: number | null = null): BenchTarget {
  return { by: "rate", ratio, cpuRatio };
}

function large(work: "read" | "write", mode: string, ratio: number, cpuRatio: number): BenchRow {
  return {
    name: `${work}-1m-${mode}`,
    command: "run",
    words: [
      ...["--work", work, "--mode", mode, "--path", `${work}.dat`],
      ...["--size", `${MIB}`, "--file-bytes", `${READ_FILE_BYTES}`, "--depth", "8"],
    ],
    unit: "MiB",
    unitsEach: 1,
    target: rate(ratio, cpuRatio),
  };
}

/** The file leaves the page cache before each round, and each byte of it is touched once. */
function cold(work: "read" | "write", mode: string): BenchRow {
  return {
    name: `${work}-1m-cold-${mode}`,
    command: "run",
    words: [
      ...["--work", work, "--mode", mode, "--path", "cold.dat"],
      ...["--size", `${MIB}`, "--file-bytes", `${COLD_FILE_BYTES}`, "--depth", "8"],
    ],
    unit: "MiB",
    unitsEach: 1,
    target: rate(1),
    fresh: { kind: "cold", name: "cold.dat" },
    count: COLD_FILE_BYTES / MIB,
    quickCount: 32,
  };
}

function small(
  name: string,
  work: string,
  depth: number,
  target: BenchTarget,
  mode = "plain",
): BenchRow {
  const path = work.startsWith("read") ? "read.dat" : "write.dat";
  return {
    name,
    command: "run",
    words: [
      ...["--work", work, "--mode", mode, "--path", path, "--size", `${4 * KIB}`],
      ...["--file-bytes", `${READ_FILE_BYTES}`, "--depth", `${depth}`],
    ],
    unit: "operation",
    unitsEach: 1,
    target,
  };
}

function naming(name: string, work: string, folder: string, target: BenchTarget): BenchRow {
  return {
    name,
    command: "run",
    ...withWords(work, folder, []),
    unit: "operation",
    unitsEach: 1,
    target,
  };
}

function withWords(work: string, folder: string, more: readonly string[]) {
  return { words: ["--work", work, "--path", folder, ...more] };
}

function renaming(name: string, work: string): BenchRow {
  return {
    ...naming(name, work, work, rate(1.3)),
    ...withWords(work, work, ["--files", `${TEN_THOUSAND}`]),
    fresh: { kind: "folder", name: work, count: TEN_THOUSAND },
    count: TEN_THOUSAND,
    quickCount: 200,
  };
}
