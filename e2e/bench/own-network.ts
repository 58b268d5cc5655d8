import { spawnSync } from "node:child_process";

/**
 * Runs this program again in a network namespace of its own whose TCP uses `congestion`, for clients and all servers alike;
 * the exit code. The machine's own setting stays as it is. Needs root.
 */
export function runInOwnNetwork(congestion: string, program: readonly string[]): number {
  const setUp = [
    "ip link set lo up",
    '{ echo "$1" > /proc/sys/net/ipv4/tcp_congestion_control; } 2> /dev/null || { echo "This kernel has no congestion control $1." >&2; exit 2; }',
    "shift",
    'exec "$@"',
  ].join(" && ");
  const inside = ["sh", "-c", setUp, "sh", congestion, process.execPath, ...program];
  const { status } = spawnSync("unshare", ["--net", ...inside], { stdio: "inherit" });
  return status ?? 1;
}
