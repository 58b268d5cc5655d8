/** What FSCTL_QUERY_NETWORK_INTERFACE_INFO may tell: addresses that a client on the network can reach. */
import { readFileSync } from "node:fs";
import { networkInterfaces as systemInterfaces } from "node:os";
import type { NetworkInterface } from "../port/network.ts";

/** Bridges and virtual pairs of container engines: no client reaches the box through them. */
const LOCAL_ONLY = /^(docker|br-|veth|virbr|cni|flannel|cali)/;
/** Bits per second told where the kernel does not know (virtual cards, bridges): one gigabit. */
const LINK_SPEED_DEFAULT = 1_000_000_000;

/** `rdmaDevices`: names of those that SMB Direct listens on. */
export function networkInterfaces(
  rdmaDevices: ReadonlySet<string> = new Set(),
): readonly NetworkInterface[] {
  const found: NetworkInterface[] = [];
  for (const [name, addresses] of Object.entries(systemInterfaces())) {
    if (LOCAL_ONLY.test(name)) continue;
    for (const address of addresses ?? []) {
      if (address.internal || address.address.startsWith("fe80:")) continue;
      found.push({
        index: interfaceIndex(name),
        address: address.address,
        isIpv6: address.family === "IPv6",
        linkSpeed: linkSpeedOf(readSysfs(name, "speed")),
        isRss: false,
        isRdma: rdmaDevices.has(name),
      });
    }
  }
  return found;
}

function interfaceIndex(name: string): number {
  return Number(readSysfs(name, "ifindex")) || 1;
}

/** Bits per second of what the kernel says: Mbit/s, and -1 or nothing where it does not know. */
export function linkSpeedOf(megabitsText: string): number {
  const megabits = Number(megabitsText);
  return megabits > 0 ? megabits * 1_000_000 : LINK_SPEED_DEFAULT;
}

function readSysfs(name: string, file: string): string {
  try {
    return readFileSync(`/sys/class/net/${name}/${file}`, "latin1").trim();
  } catch {
    // Reading "speed" of an interface that is down answers EINVAL, and some have none of these files.
    return "";
  }
}
