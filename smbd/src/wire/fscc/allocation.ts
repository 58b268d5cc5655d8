/** FileAllocationInformation. [MS-FSCC] 2.4.4. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface AllocationInformation {
  readonly allocationSize: number;
}

export function decodeAllocationInformation(reader: Reader): AllocationInformation {
  return {
    allocationSize: reader.u64Safe(),
  };
}

export function encodeAllocationInformation(
  writer: Writer,
  information: AllocationInformation,
): void {
  writer.u64(information.allocationSize);
}
