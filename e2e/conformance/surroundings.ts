import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { PeerRoot } from "../peer/peer-root.ts";

const MARK = "LARDER_CONFORMANCE_INSIDE";
/** All of it ends when this process does, however that comes about. */
const OWN = [
  ...["--pdeathsig", "KILL", "unshare"],
  ...["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"],
];
/** Whether this process has a network, mounts and processes of its own, all of which end with it. */
export function hasOwnSurroundings(): boolean {
  return process.env[MARK] === "1";
}

/**
 * Runs this program once more where mounts, packet filters and processes are its own, so that the machine gets all of
 * them back whatever happens here, and ends with it. Returns where the machine does not allow that.
 */
export async function enterOwnSurroundings(peers: PeerRoot): Promise<void> {
  const network = networkScript(peers);
  const probe = spawnSync("setpriv", [...OWN, "sh", "-c", network], { encoding: "utf8" });
  if (probe.status !== 0) {
    console.log(
      `Not judged here, for want of a network of our own: cases that cut connections off.`,
    );
    console.log(`${probe.error?.message ?? ""}${probe.stderr ?? ""}`.trim());
    return;
  }
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn("setpriv", [...OWN, "sh", "-c", `${network} && exec "$@"`, "sh", ...again], {
    stdio: "inherit",
    env: { ...process.env, [MARK]: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => signalInside(child.pid, signal));
  }
  const code = await new Promise<number>((settle) => {
    child.once("exit", (status) => settle(status ?? 1));
  });
  process.exit(code);
}

/**
 * A network with a card, since a server does not tell clients of its loopback addresses. Everything is acknowledged at
 * once: a case that cuts off what a client sends would else take with it, or not, the acknowledgement of the reply
 * before, and the server's kernel would send nothing more until that one is through.
 */
function networkScript(peers: PeerRoot): string {
  const [program, [folder, ip]] = peers.command("ip", []);
  return [
    "link set lo up",
    "route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1",
    "link add lan0 type veth peer name lan1",
    "address add 192.0.2.1/24 dev lan0",
    "link set lan0 up",
    "link set lan1 up",
  ]
    .map((line) => `${program} ${folder} ${ip} ${line}`)
    .join(" && ");
}

/** unshare itself waits deaf to signals, so they go to its child. */
function signalInside(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    const inside = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (inside !== "") process.kill(Number(inside.split(" ")[0]), signal);
  } catch (problem) {
    // It ended meanwhile, and that is what was wanted.
    const { code } = problem as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ESRCH") throw problem;
  }
}
