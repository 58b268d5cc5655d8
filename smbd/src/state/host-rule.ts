/**
 * From where a share may be reached. The most specific range that holds an address decides, and of two alike the
 * denial; an address that no range holds may come in exactly when nothing was allowed by name.
 */
import { addressBytes } from "../wire/address-bytes.ts";

export interface HostRules {
  /** Addresses and ranges: "192.168.1.7", "192.168.1.0/24", "fd00::/8". Empty: everybody. */
  readonly hostsAllow: readonly string[];
  readonly hostsDeny: readonly string[];
}

export function isHostAllowed(rules: HostRules, address: string): boolean {
  const bytes = plainBytes(address);
  // What has no address, such as a transport that is no network's, is in no range.
  if (bytes === null) return rules.hostsAllow.length === 0;
  const allowed = longestMatch(rules.hostsAllow, bytes);
  const denied = longestMatch(rules.hostsDeny, bytes);
  if (allowed === null && denied === null) return rules.hostsAllow.length === 0;
  return (allowed ?? -1) > (denied ?? -1);
}

/** Null: no address and no range of them. */
export function parseHostRange(text: string): HostRange | null {
  const [address = "", prefix, ...more] = text.split("/");
  if (more.length > 0 || address.includes("%")) return null;
  const bytes = addressBytes(address);
  if (bytes === null) return null;
  if (prefix === undefined) return { bytes, prefixBits: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bytes.length * 8) return null;
  return { bytes, prefixBits: Number(prefix) };
}

export interface HostRange {
  readonly bytes: Uint8Array;
  readonly prefixBits: number;
}

function longestMatch(ranges: readonly string[], address: Uint8Array): number | null {
  let longest: number | null = null;
  for (const text of ranges) {
    const range = parseHostRange(text);
    if (range === null || !holds(range, address)) continue;
    if (longest === null || range.prefixBits > longest) longest = range.prefixBits;
  }
  return longest;
}

function holds({ bytes, prefixBits }: HostRange, address: Uint8Array): boolean {
  if (bytes.length !== address.length) return false;
  const whole = Math.floor(prefixBits / 8);
  for (let index = 0; index < whole; index++) if (bytes[index] !== address[index]) return false;
  const rest = prefixBits % 8;
  const mask = 0xff & ~(0xff >> rest);
  return rest === 0 || ((bytes[whole] ?? 0) & mask) === ((address[whole] ?? 0) & mask);
}

/** An IPv4 address that came over an IPv6 socket is still one. [RFC 4291] 2.5.5.2 */
function plainBytes(address: string): Uint8Array | null {
  const bytes = addressBytes(address);
  if (bytes?.length !== 16) return bytes;
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff;
  return isMapped && bytes[11] === 0xff ? bytes.slice(12) : bytes;
}
