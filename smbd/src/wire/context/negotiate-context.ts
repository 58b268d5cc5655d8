/** The list of negotiate contexts of 3.1.1. [MS-SMB2] 2.2.3.1 and 2.2.4.1. */
import { Reader } from "../reader.ts";
import { WIRE_CHAIN } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const NegotiateContextType = {
  PREAUTH_INTEGRITY_CAPABILITIES: 0x0001,
  ENCRYPTION_CAPABILITIES: 0x0002,
  COMPRESSION_CAPABILITIES: 0x0003,
  NETNAME_NEGOTIATE_CONTEXT_ID: 0x0005,
  TRANSPORT_CAPABILITIES: 0x0006,
  RDMA_TRANSFORM_CAPABILITIES: 0x0007,
  SIGNING_CAPABILITIES: 0x0008,
  POSIX_EXTENSIONS_AVAILABLE: 0x0100,
} as const;

/** Nine types are defined; a client that sends far more wants our memory, before it has logged on. */
export const NEGOTIATE_CONTEXTS_MAX = 32;

export interface NegotiateContext {
  readonly type: number;
  readonly dataView: Uint8Array;
}

/** `reader` stands at the first context; each further one starts 8-byte aligned within the message. */
export function decodeNegotiateContexts(
  reader: Reader,
  count: number,
): readonly NegotiateContext[] {
  if (count > NEGOTIATE_CONTEXTS_MAX) throw WIRE_CHAIN;
  const start = reader.position;
  const contexts: NegotiateContext[] = [];
  for (let i = 0; i < count; i++) {
    const over = (reader.position - start) % 8;
    if (over !== 0) reader.skip(8 - over);
    const type = reader.u16();
    const dataLength = reader.u16();
    reader.skip(4);
    contexts.push({ type, dataView: reader.view(dataLength) });
  }
  return contexts;
}

/** The writer must stand at an 8-byte aligned place of the message; the last context is not padded. */
export function encodeNegotiateContexts(
  writer: Writer,
  contexts: readonly NegotiateContext[],
): void {
  const start = writer.position;
  for (const context of contexts) {
    writer.align(8, start);
    writer.u16(context.type).u16(context.dataView.length).u32(0).put(context.dataView);
  }
}

/** A reader over the data of the first context of `type`. */
export function findNegotiateContext(
  contexts: readonly NegotiateContext[],
  type: number,
): Reader | null {
  const found = contexts.find((context) => context.type === type);
  return found === undefined ? null : new Reader(found.dataView);
}

/** Types that occur more than once. [MS-SMB2] 3.3.5.4: for most types that is an invalid parameter. */
export function duplicateNegotiateContextTypes(
  contexts: readonly NegotiateContext[],
): ReadonlySet<number> {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (const { type } of contexts) {
    if (seen.has(type)) twice.add(type);
    seen.add(type);
  }
  return twice;
}
