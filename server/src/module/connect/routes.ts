import { hostname, type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { Connect, connectRoutes } from "../../contract/connect.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";

export function connectHandlers({ db, live }: Services): Handlers<typeof connectRoutes> {
  return {
    read: async () => {
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      const shares = await db.share.findMany({
        where: { enabled: true },
        orderBy: { name: "asc" },
      });
      const endpoints = live.isCurrent ? (live.status?.listening ?? []).map(parseEndpoint) : [];
      const isLive = (id: string) =>
        live.shares.some((share) => share.id === id && share.state === "live");
      return {
        serverName,
        hostName: hostname(),
        addresses: addressesFor(endpoints),
        smbPort: endpoints[0]?.port ?? null,
        shares: shares.map((share) => ({
          name: share.name,
          encryptionRequired: share.encryptionRequired,
          isLive: isLive(share.id),
        })),
      };
    },
  };
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

type Address = Connect["addresses"][number];

/** "0.0.0.0:445" or "[::]:445". */
function parseEndpoint(text: string): Endpoint {
  const at = text.lastIndexOf(":");
  return { address: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}

function addressesFor(endpoints: readonly Endpoint[]): Address[] {
  const found: Address[] = [];
  for (const [interfaceName, addresses] of Object.entries(networkInterfaces())) {
    for (const entry of addresses ?? []) {
      found.push({
        address: entry.address,
        family: entry.family,
        interfaceName,
        scope: scopeOf(entry),
        isListening: endpoints.some((endpoint) => covers(endpoint.address, entry)),
      });
    }
  }
  return found.sort((left, right) => rank(left) - rank(right));
}

function scopeOf(entry: NetworkInterfaceInfo): Address["scope"] {
  if (entry.internal) return "loopback";
  const isLinkLocal = /^(169\.254\.|fe[89ab])/i.test(entry.address);
  return isLinkLocal ? "link-local" : "network";
}

function covers(bound: string, entry: NetworkInterfaceInfo): boolean {
  // A socket on "::" takes IPv4 too unless it was told not to, which the engine does not do.
  return (
    bound === entry.address || bound === "::" || (bound === "0.0.0.0" && entry.family === "IPv4")
  );
}

function rank(address: Address): number {
  const byScope = { network: 0, "link-local": 100, loopback: 200 }[address.scope];
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address.address);
  return (
    byScope +
    (address.isListening ? 0 : 50) +
    (address.family === "IPv4" ? 0 : 10) +
    (isPrivate ? 0 : 5)
  );
}
