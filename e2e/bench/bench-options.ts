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
  /** Which servers take part. */
  readonly servers: readonly string[];
}

export const SERVERS = ["larder", "samba", "samba-full"] as const;

export function parseBenchOptions(given: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...given],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      seconds: { type: "string" },
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      verify: { type: "boolean", default: false },
      out: { type: "string" },
      servers: { type: "string", default: SERVERS.join() },
    },
  });
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
    out: values.out ?? null,
    servers,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} ${text}: a number above 0 is needed.`);
  return value;
}
