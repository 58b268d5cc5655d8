import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";
import type { Floor } from "./bench-floor.ts";
import type { RowSummary } from "./bench-summary.ts";
import { formatFloors, formatTable, formatVerdicts, number } from "./bench-table.ts";

export interface PageFacts {
  readonly command: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly fileSystem: string;
  /** Whether servers were counted by a control group. */
  readonly hasControlGroup: boolean;
}

/** The page of a whole run. */
export function benchPage(
  rows: readonly RowSummary[],
  floors: readonly Floor[],
  facts: PageFacts,
): string {
  const met = rows.filter(({ isMet }) => isMet === true).length;
  return `# Results of the benchmark

${machineLines(facts).join("\n")}

How to read it: [README.md](README.md).${existsSync(join(ROOT, "e2e/bench/GROWTH.md")) ? " Cost against size: [GROWTH.md](GROWTH.md)." : ""}

## Against the better Samba
Medians of ${facts.rounds} rounds, ours to theirs. ${met} of ${rows.length} rows reach their target.

${formatVerdicts(rows)}

## Against the machine
${limitLines(rows, floors).join("\n")}

${formatFloors(floors)}

## All figures
${formatTable(rows)}
`;
}

export function machineLines(facts: PageFacts): string[] {
  const [processor] = cpus();
  const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const counted = facts.hasControlGroup ? "control groups" : "/proc";
  return [
    `- ${new Date().toISOString().slice(0, 10)}, commit ${commit.stdout.trim()}, \`${facts.command}\`: ${facts.rounds} rounds of ${facts.seconds} s`,
    `- ${cpus().length} × ${processor?.model.trim()}${virtualized()}, ${memory}, Linux ${release()}, Node ${process.version}`,
    `- clients and servers on the same processors, over loopback (${congestionControl()}), on ${facts.fileSystem}; processor time from ${counted}`,
  ];
}

function congestionControl(): string {
  return readFileSync("/proc/sys/net/ipv4/tcp_congestion_control", "utf8").trim();
}

function virtualized(): string {
  return /^flags.*\bhypervisor\b/m.test(readFileSync("/proc/cpuinfo", "utf8")) ? " (virtual)" : "";
}

/** A plain read should come to 70 % of the copying loopback, a sealed one at 60 % of the lesser of loopback and cipher. */
function limitLines(rows: readonly RowSummary[], floors: readonly Floor[]): string[] {
  const rateOf = (name: string) =>
    rows.find(({ workload }) => workload === name)?.servers.larder?.rate;
  const floorOf = (...kinds: string[]) =>
    Math.max(...floors.filter(({ kind }) => kinds.includes(kind)).map(({ rate }) => rate));
  const loopback = floorOf("tcp-send");
  const judged: (readonly [string, string, number, number])[] = [
    ["read-1m-plain", "loopback with copying", loopback, 0.7],
    ...(["gcm128", "gcm256"] as const).map(
      (mode) =>
        [
          `read-1m-${mode}`,
          "the lesser of loopback and cipher",
          Math.min(loopback, floorOf(`ring-${mode}`, `openssl-${mode}`)),
          0.6,
        ] as const,
    ),
  ];
  return judged.flatMap(([name, what, floor, wanted]) => {
    const rate = rateOf(name);
    if (rate === undefined || !Number.isFinite(rate) || !(floor > 0)) return [];
    const part = rate / floor;
    return [
      `- ${name}: ${number(rate)} MiB/s are ${Math.round(part * 100)} % of ${what} (${number(floor)}); ` +
        `${Math.round(wanted * 100)} % wanted: ${part >= wanted ? "met" : "missed"}`,
    ];
  });
}
