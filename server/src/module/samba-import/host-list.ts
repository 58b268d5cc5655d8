import { BlockList, isIP } from "node:net";

/** What a `hosts allow` or `hosts deny` comes to, and what of it has no address. */
export interface HostList {
  readonly ranges: readonly string[];
  /** Taken out of the ranges again. */
  readonly excepted: readonly string[];
  readonly unknown: readonly string[];
  /** Somebody is excepted of whom no address is known. */
  readonly hasUnknownException: boolean;
}

/** Addresses, networks with a mask or a number of bits, "192.168." for all that begins so, and ALL. */
export function parseHostList(items: readonly string[]): HostList {
  const lists = { ranges: [] as string[], excepted: [] as string[] };
  const unknown: string[] = [];
  let hasUnknownException = false;
  let current = lists.ranges;
  for (const item of items) {
    if (item.toUpperCase() === "EXCEPT") {
      // A second exception would take out of the first.
      if (current === lists.excepted) hasUnknownException = true;
      current = lists.excepted;
      continue;
    }
    const found = rangesOf(item);
    if (found !== null) current.push(...found);
    else {
      unknown.push(item);
      if (current === lists.excepted) hasUnknownException = true;
    }
  }
  return {
    ranges: [...new Set(lists.ranges)],
    excepted: [...new Set(lists.excepted)],
    unknown,
    hasUnknownException,
  };
}

function rangesOf(item: string): string[] | null {
  if (item.toUpperCase() === "ALL") return ["0.0.0.0/0", "::/0"];
  if (item.toLowerCase() === "localhost") return ["127.0.0.0/8", "::1"];
  if (isIP(item) !== 0) return [item];
  const [, address = "", mask = ""] = /^(.+)\/([^/]+)$/.exec(item) ?? [];
  if (isIP(address) === 4 && isIP(mask) === 4) return withBits(address, bitsOf(mask), 32);
  if (isIP(address) !== 0 && /^\d{1,3}$/.test(mask)) {
    return withBits(address, Number(mask), isIP(address) === 4 ? 32 : 128);
  }
  // A beginning, which ends in its dot: "10." or "192.168.1.".
  const parts = /^(?:\d{1,3}\.){1,3}$/.test(item) ? item.slice(0, -1).split(".") : [];
  if (parts.length === 0) return null;
  const whole = [...parts, "0", "0", "0"].slice(0, 4).join(".");
  return isIP(whole) === 4 ? withBits(whole, parts.length * 8, 32) : null;
}

function withBits(address: string, bits: number | null, bitsMax: number): string[] | null {
  return bits === null || bits > bitsMax ? null : [`${address}/${bits}`];
}

/** null where ones and zeros are mixed. */
function bitsOf(mask: string): number | null {
  const bits = mask
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : null;
}

/** Those of two lists that lie in both: of a network and one inside it the inner one. */
export function commonRanges(left: readonly string[], right: readonly string[]): string[] {
  const inner = (inside: readonly string[], outside: readonly string[]) =>
    inside.filter((range) => outside.some((other) => contains(other, range)));
  return [...new Set([...inner(left, right), ...inner(right, left)])];
}

export function contains(outer: string, inner: string): boolean {
  const [outerAddress = "", outerBits] = split(outer);
  const [innerAddress = "", innerBits] = split(inner);
  const family = isIP(outerAddress) === 4 ? "ipv4" : "ipv6";
  if (isIP(innerAddress) !== isIP(outerAddress) || innerBits < outerBits) return false;
  const list = new BlockList();
  list.addSubnet(outerAddress, outerBits, family);
  return list.check(innerAddress, family);
}

function split(range: string): [string, number] {
  const [address = "", bits] = range.split("/");
  return [address, bits === undefined ? (isIP(address) === 4 ? 32 : 128) : Number(bits)];
}
