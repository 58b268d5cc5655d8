import { hostname } from "node:os";
import type { connectRoutes } from "../../contract/connect.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { boxAddresses, type Endpoint, ownInterfaces } from "./box-addresses.ts";

export function connectHandlers({ db, live }: Services): Handlers<typeof connectRoutes> {
  return {
    read: async () => {
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      const shares = await db.share.findMany({
        where: { enabled: true },
        orderBy: { name: "asc" },
      });
      const endpoints = live.isCurrent ? (live.status?.listening ?? []).map(parseEndpoint) : [];
      // The file server's own: where it is in the host's network, this program may be in another.
      const told = live.status?.discovery.interfaces ?? [];
      const isLive = (id: string) =>
        live.shares.some((share) => share.id === id && share.state === "live");
      return {
        serverName,
        hostName: hostname(),
        addresses: boxAddresses(told.length > 0 ? told : ownInterfaces(), endpoints),
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

/** "0.0.0.0:445" or "[::]:445". */
function parseEndpoint(text: string): Endpoint {
  const at = text.lastIndexOf(":");
  return { address: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}
