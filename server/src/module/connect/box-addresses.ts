import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { Connect } from "../../contract/connect.ts";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface BoxInterface {
  readonly name: string;
  /** A bridge, tunnel or the like. */
  readonly isVirtual: boolean;
  readonly addresses: readonly string[];
}

type Address = Connect["addresses"][number];

/** Addresses at which clients may find the file server, best first. */
export function boxAddresses(
  interfaces: readonly BoxInterface[],
  endpoints: readonly Endpoint[],
): Address[] {
  const found = interfaces.flatMap(({ name, isVirtual, addresses }) =>
    addresses.map((address) => {
      const family = isIPv6(address) ? ("IPv6" as const) : ("IPv4" as const);
      const isListening = endpoints.some((endpoint) => covers(endpoint.address, address, family));
      const scope = scopeOf(address);
      return { isVirtual, known: { address, family, interfaceName: name, scope, isListening } };
    }),
  );
  const ranked = found.map(({ isVirtual, known }) => ({ known, rank: rank(known, isVirtual) }));
  return ranked.sort((left, right) => left.rank - right.rank).map(({ known }) => known);
}

/** Those of the machine or container that this program is in. */
export function ownInterfaces(): BoxInterface[] {
  return Object.entries(networkInterfaces()).map(([name, infos]) => ({
    name,
    isVirtual: false,
    addresses: (infos ?? []).map(({ address }) => address),
  }));
}

function scopeOf(address: string): Address["scope"] {
  if (/^(127\.|::1$)/.test(address)) return "loopback";
  return /^(169\.254\.|fe[89ab])/i.test(address) ? "link-local" : "network";
}

function covers(bound: string, address: string, family: Address["family"]): boolean {
  // A socket on "::" takes IPv4 too unless it was told not to, which the engine does not do.
  return bound === address || bound === "::" || (bound === "0.0.0.0" && family === "IPv4");
}

/** A bridge of the host has a private address as well, and nobody outside reaches it. */
function rank(address: Address, isVirtual: boolean): number {
  const byScope = { network: 0, "link-local": 100, loopback: 200 }[address.scope];
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address.address);
  return (
    byScope +
    (address.isListening ? 0 : 50) +
    (isVirtual ? 20 : 0) +
    (address.family === "IPv4" ? 0 : 10) +
    (isPrivate ? 0 : 5)
  );
}
