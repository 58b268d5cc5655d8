import type { BenchRow, BenchTarget } from "./bench-row.ts";

/** How much of everything there is. */
export interface BenchScale {
  readonly readFileBytes: number;
  readonly coldFileBytes: number;
  readonly mixedFileBytes: number;
  readonly mixedFileCount: number;
  /** What the rows call 10,000 and 100,000 files, and 1,000 sessions. */
  readonly tenThousand: number;
  readonly hundredThousand: number;
  readonly idleCount: number;
}

export const FULL_SCALE: BenchScale = {
  readFileBytes: 256 * 1024 ** 2,
  coldFileBytes: 512 * 1024 ** 2,
  mixedFileBytes: 1024 ** 2,
  mixedFileCount: 256,
  tenThousand: 10_000,
  hundredThousand: 100_000,
  idleCount: 1000,
};

/** Everything happens that happens else, and soon. */
export const QUICK_SCALE: BenchScale = {
  readFileBytes: 16 * 1024 ** 2,
  coldFileBytes: 16 * 1024 ** 2,
  mixedFileBytes: 128 * 1024,
  mixedFileCount: 64,
  tenThousand: 500,
  hundredThousand: 2_000,
  idleCount: 50,
};

const MIB = 1024 ** 2;
const KIB = 1024;
const SOME_PROTECTIONS = ["plain", "gmac", "gcm128"] as const;
const PROTECTIONS = ["plain", "gmac", "cmac", "gcm128", "gcm256", "ccm128"] as const;

/** Every row, in the order of the page. */
export function benchRows(scale: BenchScale): BenchRow[] {
  return [
    ...transferRows(scale),
    ...namingRows(scale),
    ...connectionRows(scale),
    ...coldRows(scale),
  ];
}

function transferRows(scale: BenchScale): BenchRow[] {
  return [
    ...PROTECTIONS.map((mode) => large(scale, "read", mode, mode === "ccm128" ? 1 : 1.3, 0.8)),
    ...PROTECTIONS.map((mode) => large(scale, "write", mode, mode === "ccm128" ? 1 : 1.2, 0.9)),
    ...SOME_PROTECTIONS.map((mode) =>
      small(scale, `read-4k-random-${mode}`, "read-random", 32, rate(1.5, 0.7), mode),
    ),
    small(scale, "write-4k-random", "write-random", 32, rate(1.3)),
    small(scale, "write-4k-flush", "write-flush", 1, rate(1)),
    small(scale, "read-4k-latency", "read-random", 1, { by: "p50", ratio: 0.9, cpuRatio: null }),
  ];
}

function namingRows(scale: BenchScale): BenchRow[] {
  return [
    ...[1, 16].map((connections) => ({
      ...naming(`create-delete-${connections}`, "create-delete", "churn", rate(1.5, 0.8)),
      ...withWords("create-delete", "churn", ["--size", "4096", "--connections", `${connections}`]),
    })),
    naming("compound-open-query-close", "look", "small", rate(1.5)),
    naming("open-close", "open-close", "small", rate(1.5)),
    {
      ...naming("list-10k", "list", "ten", rate(1.5)),
      ...withWords("list", "ten", ["--size", `${64 * KIB}`, "--files", `${scale.tenThousand}`]),
      unit: "entry",
      unitsEach: scale.tenThousand,
      quickCount: 2,
    },
    {
      ...naming("stat-10k", "look-each", "ten", rate(1.5)),
      ...withWords("look-each", "ten", ["--depth", "8", "--files", `${scale.tenThousand}`]),
    },
    {
      ...naming("create-in-100k", "create", "hundred", rate(5)),
      fresh: { kind: "without", name: "hundred", prefix: "n" },
      count: 1000,
      quickCount: 20,
    },
    renaming(scale, "rename-10k", "rename"),
    renaming(scale, "delete-10k", "delete"),
  ];
}

function connectionRows(scale: BenchScale): BenchRow[] {
  return [
    ...[64, 256].map((connections) => ({
      name: `mixed-${connections}`,
      command: "run" as const,
      words: [
        ...["--work", "mixed", "--path", "mixed", "--size", `${16 * KIB}`],
        ...["--file-bytes", `${scale.mixedFileBytes}`, "--files", `${scale.mixedFileCount}`],
        ...["--connections", `${connections}`],
      ],
      unit: "operation",
      unitsEach: 1,
      target: rate(1.3, 0.8),
    })),
    {
      name: "idle-1000",
      command: "idle",
      words: ["--connections", `${scale.idleCount}`],
      unit: "session",
      unitsEach: scale.idleCount,
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
  ];
}

function coldRows(scale: BenchScale): BenchRow[] {
  return SOME_PROTECTIONS.flatMap((mode) => [
    cold(scale, "read", mode),
    cold(scale, "write", mode),
  ]);
}

function rate(ratio: number, cpuRatio: number | null = null): BenchTarget {
  return { by: "rate", ratio, cpuRatio };
}

function large(
  scale: BenchScale,
  work: "read" | "write",
  mode: string,
  ratio: number,
  cpuRatio: number,
): BenchRow {
  return {
    name: `${work}-1m-${mode}`,
    command: "run",
    words: [
      ...["--work", work, "--mode", mode, "--path", `${work}.dat`],
      ...["--size", `${MIB}`, "--file-bytes", `${scale.readFileBytes}`, "--depth", "8"],
    ],
    unit: "MiB",
    unitsEach: 1,
    target: rate(ratio, cpuRatio),
  };
}

/** The file leaves the page cache before each round, and each byte of it is touched once. */
function cold(scale: BenchScale, work: "read" | "write", mode: string): BenchRow {
  return {
    name: `${work}-1m-cold-${mode}`,
    command: "run",
    words: [
      ...["--work", work, "--mode", mode, "--path", "cold.dat"],
      ...["--size", `${MIB}`, "--file-bytes", `${scale.coldFileBytes}`, "--depth", "8"],
    ],
    unit: "MiB",
    unitsEach: 1,
    target: rate(1),
    fresh: { kind: "cold", name: "cold.dat" },
    count: scale.coldFileBytes / MIB,
    quickCount: 32,
  };
}

function small(
  scale: BenchScale,
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
      ...["--file-bytes", `${scale.readFileBytes}`, "--depth", `${depth}`],
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

function renaming(scale: BenchScale, name: string, work: string): BenchRow {
  return {
    ...naming(name, work, work, rate(1.3)),
    ...withWords(work, work, ["--files", `${scale.tenThousand}`]),
    fresh: { kind: "folder", name: work, count: scale.tenThousand },
    count: scale.tenThousand,
    quickCount: 200,
  };
}
