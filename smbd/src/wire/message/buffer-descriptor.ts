/** SMB_DIRECT_BUFFER_DESCRIPTOR_V1, as READ and WRITE carry them. [MS-SMBD] 2.2.3.1. */

import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface BufferDescriptor {
  readonly offset: bigint;
  readonly token: number;
  readonly length: number;
}

const DESCRIPTOR_BYTES = 16;

/** At least one and at most `countMax` of them, and nothing besides. */
export function decodeBufferDescriptors(
  view: Uint8Array,
  countMax: number,
): readonly BufferDescriptor[] {
  const count = view.length / DESCRIPTOR_BYTES;
  if (!Number.isInteger(count) || count === 0 || count > countMax) throw WIRE_VALUE;
  const data = new DataView(view.buffer, view.byteOffset, view.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const at = index * DESCRIPTOR_BYTES;
    return {
      offset: data.getBigUint64(at, true),
      token: data.getUint32(at + 8, true),
      length: data.getUint32(at + 12, true),
    };
  });
}

export function encodeBufferDescriptors(writer: Writer, list: readonly BufferDescriptor[]): void {
  for (const { offset, token, length } of list) writer.u64Big(offset).u32(token).u32(length);
}
