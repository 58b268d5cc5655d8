import { type ChildProcess, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../product/product.ts";
import { install } from "./peer-root.ts";

/** The two ends, in networks that nothing else is in. */
export const BOX_END = { name: "box0", address: "192.0.2.1" } as const;
export const CLIENT_END = { name: "client0", address: "192.0.2.2" } as const;
/** A bridge of the box, as container engines make them, and somebody who is connected to it. */
export const BRIDGE = { name: "bridge0", address: "198.51.100.1" } as const;
export const BRIDGE_CLIENT = { name: "client1", address: "198.51.100.2" } as const;

/**
 * Two networks of their own with one cable between them: multicast works as between two machines, ports that
 * everybody knows are free, and nobody else hears of it. Both end with this process.
 */
export class Cable {
  readonly #box: ChildProcess;
  readonly #client: ChildProcess;

  private constructor(box: ChildProcess, client: ChildProcess) {
    this.#box = box;
    this.#client = client;
  }

  /** Throws where the machine gives no networks. */
  static async lay(): Promise<Cable> {
    // The one of this machine: it looks for the other network in /proc, which the clients' system has not got.
    await install("iproute2", "ip");
    const cable = new Cable(await ownNetwork(), await ownNetwork());
    const pair = ["link", "add", BOX_END.name, "type", "veth", "peer", "name", CLIENT_END.name];
    try {
      await ip(cable.box, [...pair, "netns", String(cable.#client.pid)]);
      for (const [end, within] of [
        [BOX_END, cable.box],
        [CLIENT_END, cable.client],
      ] as const) {
        await ip(within, ["link", "set", "lo", "up"]);
        await ip(within, ["address", "add", `${end.address}/24`, "dev", end.name]);
        await ip(within, ["link", "set", end.name, "up"]);
        // For programs that leave it to the routes where multicast goes.
        await ip(within, ["route", "add", "224.0.0.0/4", "dev", end.name]);
      }
    } catch (problem) {
      cable.remove();
      throw problem;
    }
    return cable;
  }

  /** Gives the box a bridge, with a pair of ends to it. */
  async bridge(): Promise<void> {
    const port = "port0";
    const pair = ["link", "add", port, "type", "veth", "peer", "name", BRIDGE_CLIENT.name];
    await ip(this.box, ["link", "add", BRIDGE.name, "type", "bridge"]);
    await ip(this.box, [...pair, "netns", String(this.#client.pid)]);
    await ip(this.box, ["link", "set", port, "master", BRIDGE.name]);
    for (const [end, within] of [
      [BRIDGE, this.box],
      [BRIDGE_CLIENT, this.client],
    ] as const) {
      await ip(within, ["address", "add", `${end.address}/24`, "dev", end.name]);
      await ip(within, ["link", "set", end.name, "up"]);
    }
    await ip(this.box, ["link", "set", port, "up"]);
  }

  /** What a command is preceded by, to run at the box's end. */
  get box(): readonly string[] {
    return enter(this.#box);
  }

  get client(): readonly string[] {
    return enter(this.#client);
  }

  remove(): void {
    this.#box.kill("SIGKILL");
    this.#client.kill("SIGKILL");
  }
}

async function ip(within: readonly string[], given: readonly string[]): Promise<void> {
  const [program = "", ...before] = within;
  const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const { code, stderr } = await runCommand(program, [...before, "ip", ...given], { environment });
  if (code !== 0) throw new Error(`ip ${given.join(" ")}: ${stderr}`);
}

function enter({ pid }: ChildProcess): readonly string[] {
  return ["nsenter", `--net=/proc/${pid}/ns/net`];
}

/** A network lives as long as a process in it does. */
async function ownNetwork(): Promise<ChildProcess> {
  const command = ["--pdeathsig", "KILL", "unshare", "--net", "sleep", "infinity"];
  const child = spawn("setpriv", command, { stdio: ["ignore", "ignore", "pipe"] });
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problem += text;
  });
  child.once("error", ({ message }) => {
    problem += message;
  });
  const ours = readlinkSync("/proc/self/ns/net");
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX && child.exitCode === null; waitedMs += 20) {
    await sleep(20);
    if (child.pid === undefined) break;
    if (networkOf(child.pid) !== ours) return child;
  }
  child.kill("SIGKILL");
  throw new Error(`No network of its own is to be had here: ${problem}`);
}

function networkOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}

const WAIT_MS_MAX = 5_000;
