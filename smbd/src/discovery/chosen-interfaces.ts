/** On which interfaces the box is told of: those that were chosen, else those with a cable or an antenna. */
export interface HostInterface {
  readonly name: string;
  /** Made by software: bridges, ends of pairs, tunnels, loopback. */
  readonly isVirtual: boolean;
  readonly addresses: readonly HostAddress[];
}

export interface HostAddress {
  /** As text, without a scope. */
  readonly address: string;
  readonly bytes: Uint8Array;
  readonly prefixBits: number;
}

export function chosenInterfaces(
  all: readonly HostInterface[],
  chosen: readonly string[],
  countMax: number,
): HostInterface[] {
  return all
    .filter(({ name, isVirtual, addresses }) => {
      const isWanted = chosen.length === 0 ? !isVirtual : chosen.includes(name);
      return isWanted && addresses.length > 0;
    })
    .slice(0, countMax);
}

/** Whether an address is one of the same link: nobody further away is answered. */
export function isOnLink(addresses: readonly HostAddress[], source: Uint8Array): boolean {
  // fe80::/10 never leaves its link.
  if (source.length === 16 && source[0] === 0xfe && ((source[1] ?? 0) & 0xc0) === 0x80) return true;
  return addresses.some(
    ({ bytes, prefixBits }) =>
      bytes.length === source.length && isWithin(source, bytes, prefixBits),
  );
}

function isWithin(address: Uint8Array, network: Uint8Array, prefixBits: number): boolean {
  for (const [index, byte] of address.entries()) {
    const bits = Math.min(8, Math.max(0, prefixBits - index * 8));
    const mask = 0xff - (2 ** (8 - bits) - 1);
    if ((byte & mask) !== ((network[index] ?? 0) & mask)) return false;
  }
  return true;
}
