/** FileFsSizeInformation. [MS-FSCC] 2.5.8. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsSizeInformation {
  readonly totalAllocationUnits: number;
  readonly availableAllocationUnits: number;
  readonly sectorsPerAllocationUnit: number;
  readonly bytesPerSector: number;
}

export function decodeFsSizeInformation(reader: Reader): FsSizeInformation {
  return {
    totalAllocationUnits: reader.u64Safe(),
    availableAllocationUnits: reader.u64Safe(),
    sectorsPerAllocationUnit: reader.u32(),
    bytesPerSector: reader.u32(),
  };
}

export function encodeFsSizeInformation(writer: Writer, information: FsSizeInformation): void {
  writer.u64(information.totalAllocationUnits);
  writer.u64(information.availableAllocationUnits);
  writer.u32(information.sectorsPerAllocationUnit);
  writer.u32(information.bytesPerSector);
}
