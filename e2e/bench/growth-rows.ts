import type { BenchRow } from "./bench-row.ts";
import type { LarderOptions } from "./larder-server.ts";
import type { SambaOptions } from "./samba-server.ts";

/** One thing that grows, and what is done meanwhile. */
export interface GrowthRow {
  readonly name: string;
  readonly title: string;
  /** What grows, for the axis. */
  readonly of: string;
  readonly sizes: readonly number[];
  readonly servers: readonly string[];
  readonly at: (size: number) => BenchRow;
  /** Where a server has to be started anew for each size. */
  readonly larder?: (size: number) => LarderOptions;
  readonly samba?: (size: number) => SambaOptions;
  /** Where getting ready takes longer than what is measured. */
  readonly roundsMax?: (size: number) => number;
}

const BOTH = ["larder", "samba-full"];
const MIB = 1024 ** 2;
const onceWhenHuge = (size: number) => (size >= 100_000 ? 1 : Number.POSITIVE_INFINITY);
const onceForAMillion = (size: number) => (size >= 1_000_000 ? 1 : Number.POSITIVE_INFINITY);

export const GROWTH_ROWS: readonly GrowthRow[] = [
  {
    name: "connections",
    title: "Reading 4 KiB at random, one in flight on each connection",
    of: "connections",
    sizes: [1, 4, 16, 64, 256, 512],
    servers: BOTH,
    at: (size) =>
      row("connections", "operation", [
        ...["--work", "read-random", "--path", "read.dat", "--size", "4096"],
        ...["--connections", String(size)],
      ]),
  },
  {
    name: "opens",
    title: "Opening and closing a file while so many are open",
    of: "files open",
    sizes: [10, 100, 1_000, 5_000, 10_000, 100_000],
    servers: BOTH,
    at: (size) =>
      row("opens", "operation", [
        ...["--work", "open-close", "--path", "ten", "--files", "10000", "--held", String(size)],
        ...["--connections", String(Math.ceil(size / 10_000))],
      ]),
    roundsMax: onceWhenHuge,
  },
  {
    name: "folder-create",
    title: "Making files in a folder of so many",
    of: "files in the folder",
    sizes: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
    servers: BOTH,
    at: (size) => ({
      ...row("folder-create", "file", ["--work", "create", "--path", `grown${size}`]),
      fresh: { kind: "cleared", name: `grown${size}`, count: size },
      count: 200,
    }),
    roundsMax: onceForAMillion,
  },
  {
    name: "folder-open",
    title: "Opening and closing a file in a folder of so many",
    of: "files in the folder",
    sizes: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
    servers: BOTH,
    at: (size) => ({
      ...row("folder-open", "operation", [
        ...["--work", "open-close-each", "--path", `grown${size}`, "--files", String(size)],
      ]),
      fresh: { kind: "cleared", name: `grown${size}`, count: size },
    }),
  },
  {
    name: "folder-list",
    title: "Listing a folder of so many, per entry",
    of: "files in the folder",
    sizes: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
    servers: BOTH,
    at: (size) => ({
      ...row("folder-list", "entry", [
        "--work",
        "list",
        "--path",
        `grown${size}`,
        "--size",
        "65536",
      ]),
      unitsEach: size,
      fresh: { kind: "cleared", name: `grown${size}`, count: size },
    }),
    roundsMax: onceForAMillion,
  },
  {
    name: "file-size",
    title: "Reading 4 KiB at random from a file of that size, 32 in flight",
    of: "MiB of the file",
    sizes: [1, 16, 256, 2048],
    servers: BOTH,
    at: (size) => ({
      ...row("file-size", "operation", [
        ...["--work", "read-random", "--path", "sized.dat", "--size", "4096", "--depth", "32"],
        ...["--file-bytes", String(size * MIB)],
      ]),
      fresh: { kind: "sized", name: "sized.dat", bytes: size * MIB },
    }),
  },
  {
    name: "shares",
    title: "Connecting and logging on with so many shares",
    of: "shares",
    sizes: [1, 10, 100, 1_000, 10_000],
    servers: BOTH,
    at: () => logons("shares"),
    larder: (shareCount) => ({ shareCount }),
    samba: (shareCount) => ({ shareCount }),
  },
  {
    name: "users",
    title: "Connecting and logging on with so many users",
    of: "users",
    sizes: [10, 100, 1_000, 10_000, 100_000],
    // Each of Samba's wants an account of the system and a run of smbpasswd.
    servers: ["larder"],
    at: () => logons("users"),
    larder: (userCount) => ({ userCount }),
  },
];

function row(name: string, unit: string, words: readonly string[]): BenchRow {
  const target = { by: "rate", ratio: 0, cpuRatio: null } as const;
  return { name, command: "run", words, unit, unitsEach: 1, target };
}

function logons(name: string): BenchRow {
  return { ...row(name, "logon", ["--connections", "4"]), command: "logons" };
}
