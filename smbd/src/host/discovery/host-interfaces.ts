/** The machine's interfaces with their addresses, and which of them are made by software. */
import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces as systemInterfaces } from "node:os";
import type { HostAddress, HostInterface } from "../../discovery/chosen-interfaces.ts";
import { addressBytes } from "../../wire/address-bytes.ts";

export function hostInterfaces(): HostInterface[] {
  return Object.entries(systemInterfaces()).map(([name, infos]) => ({
    name,
    isVirtual: isVirtual(name),
    addresses: (infos ?? []).flatMap((info): HostAddress[] => {
      const bytes = addressBytes(info.address);
      const prefixBits = Number(info.cidr?.split("/")[1]);
      return bytes === null || !Number.isInteger(prefixBits)
        ? []
        : [{ address: info.address, bytes, prefixBits }];
    }),
  }));
}

/** Hardware has a device; bonds and VLANs stand on it. Bridges, pairs, tunnels and the loopback do not count. */
function isVirtual(name: string): boolean {
  const folder = `/sys/class/net/${name}`;
  if (existsSync(`${folder}/bridge`)) return true;
  if (existsSync(`${folder}/device`) || existsSync(`${folder}/bonding`)) return false;
  return !/^DEVTYPE=(vlan|wlan)$/m.test(readEvent(folder));
}

function readEvent(folder: string): string {
  try {
    return readFileSync(`${folder}/uevent`, "latin1");
  } catch {
    // An interface may go between being listed and being asked.
    return "";
  }
}
