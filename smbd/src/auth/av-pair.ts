/** AV_PAIR lists: what server and client tell each other about the target. [MS-NLMP] 2.2.2.1. */
import { Reader } from "../wire/reader.ts";
import { WIRE_VALUE } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";

export const AvId = {
  EOL: 0,
  NB_COMPUTER_NAME: 1,
  NB_DOMAIN_NAME: 2,
  DNS_COMPUTER_NAME: 3,
  DNS_DOMAIN_NAME: 4,
  FLAGS: 6,
  TIMESTAMP: 7,
  TARGET_NAME: 9,
  CHANNEL_BINDINGS: 10,
} as const;

/** In MsvAvFlags: the AUTHENTICATE message has a MIC. */
export const AV_FLAG_MIC = 0x00000002;

export interface AvPair {
  readonly id: number;
  readonly value: Uint8Array;
}

/** Up to MsvAvEOL; what follows is padding. Values are views. Throws WireError. */
export function decodeAvPairs(list: Uint8Array): AvPair[] {
  const reader = new Reader(list);
  const pairs: AvPair[] = [];
  for (;;) {
    const id = reader.u16();
    const value = reader.view(reader.u16());
    if (id === AvId.EOL) return pairs;
    pairs.push({ id, value });
  }
}

export function encodeAvPairs(pairs: readonly AvPair[]): Uint8Array {
  const writer = new Writer();
  for (const pair of pairs) writer.u16(pair.id).u16(pair.value.length).put(pair.value);
  return writer.u16(AvId.EOL).u16(0).written().slice();
}

export function findAvPair(pairs: readonly AvPair[], id: number): Uint8Array | null {
  return pairs.find((pair) => pair.id === id)?.value ?? null;
}

/** MsvAvFlags; 0 when there are none. */
export function avFlags(pairs: readonly AvPair[]): number {
  const value = findAvPair(pairs, AvId.FLAGS);
  if (value === null) return 0;
  if (value.length !== 4) throw WIRE_VALUE;
  return new Reader(value).u32();
}

/** MsvAvTimestamp as FILETIME; null when there is none. */
export function avTimestamp(pairs: readonly AvPair[]): bigint | null {
  const value = findAvPair(pairs, AvId.TIMESTAMP);
  if (value === null) return null;
  if (value.length !== 8) throw WIRE_VALUE;
  return new Reader(value).u64Big();
}

export function avText(id: number, text: string): AvPair {
  return { id, value: new Writer().utf16(text).written().slice() };
}

export function avU32(id: number, value: number): AvPair {
  return { id, value: new Writer().u32(value).written().slice() };
}

export function avFiletime(id: number, filetime: bigint): AvPair {
  return { id, value: new Writer().u64Big(filetime).written().slice() };
}
