/** SMB2_RDMA_TRANSFORM_CAPABILITIES. [MS-SMB2] 2.2.3.1.6. */
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const RDMA_TRANSFORM_NONE = 0x0000;
export const RDMA_TRANSFORM_ENCRYPTION = 0x0001;
export const RDMA_TRANSFORM_SIGNING = 0x0002;

export interface RdmaTransform {
  readonly transformIds: readonly number[];
}

export function decodeRdmaTransform(reader: Reader): RdmaTransform {
  const count = reader.u16();
  reader.skip(6);
  if (count === 0) throw WIRE_VALUE;
  return { transformIds: decodeU16List(reader, count) };
}

export function encodeRdmaTransform(writer: Writer, context: RdmaTransform): void {
  writer.u16(context.transformIds.length).u16(0).u32(0);
  encodeU16List(writer, context.transformIds);
}
