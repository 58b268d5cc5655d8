/** SMB2_CREATE_ALLOCATION_SIZE ("AlSi"). [MS-SMB2] 2.2.13.2.6. It has no response. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AllocationSize {
  readonly allocationSize: number;
}

export function decodeAllocationSize(reader: Reader): AllocationSize {
  return { allocationSize: reader.u64Safe() };
}

export function encodeAllocationSize(writer: Writer, context: AllocationSize): void {
  writer.u64(context.allocationSize);
}
