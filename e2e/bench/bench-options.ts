import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Rows whose name begins so; empty: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly isJson: boolean;
  /** For correctness and not for figures. */
  readonly isQuick: boolean;
  readonly verifies: boolean;
  /** The page to write. */
  readonly out: string | null;
  /** Growth rows to run; null: the table. Empty: all of them. */
  readonly growth: readonly string[] | null;
  /** The row to profile. */
  readonly profile: string | null;
  /** Which servers take part. */
  readonly servers: readonly string[];
  /** The congestion control of TCP to measure with; null: the machine's own. */
  readonly congestion: string | null;
}

export const SERVERS = ["larder", "samba", "samba-full"] as const;

export function parseBenchOptions(given: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    args: [...given],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      seconds: { type: "string" },
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      verify: { type: "boolean", default: false },
      growth: { type: "boolean", default: false },
      profile: { type: "string" },
      out: { type: "string" },
      servers: { type: "string", default: SERVERS.join() },
      congestion: { type: "string" },
    },
  });
  if (positionals.length > 0 && !values.growth) throw new Error(`What is ${positionals[0]} for?`);
  const isQuick = values.quick;
  const servers = values.servers.split(",");
  const unknown = servers.find((name) => !(SERVERS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no server ${unknown}: ${SERVERS.join(", ")}.`);
  return {
    only: values.only,
    rounds: positive("rounds", values.rounds ?? (isQuick ? "1" : "5")),
    seconds: positive("seconds", values.seconds ?? (isQuick ? "0.2" : "3")),
    isJson: values.json,
    isQuick,
    verifies: values.verify || isQuick,
    growth: values.growth ? positionals : null,
    profile: values.profile ?? null,
    out: values.out ?? null,
    servers,
    congestion: values.congestion ?? null,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} ${text}: a number above 0 is needed.`);
  return value;
}
