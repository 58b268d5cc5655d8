import { hostname, networkInterfaces } from "node:os";

/** What browsers may call this box: its names, then its addresses. */
export function boxNames(): string[] {
  const host = hostname().toLowerCase();
  const names = ["localhost", host, `${host.split(".")[0]}.local`].filter(Boolean);
  const addresses = new Set(["127.0.0.1", "::1"]);
  for (const entries of Object.values(networkInterfaces())) {
    for (const entry of entries ?? [])
      if (entry.scopeid === undefined || entry.scopeid === 0) addresses.add(entry.address);
  }
  return [...new Set([...names, ...addresses])];
}
