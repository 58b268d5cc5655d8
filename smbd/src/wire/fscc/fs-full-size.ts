/** FileFsFullSizeInformation. [MS-FSCC] 2.5.4. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsFullSizeInformation {
  readonly totalAllocationUnits: number;
  /** What the caller may still use: a quota counts. */
  readonly callerAvailableAllocationUnits: number;
  readonly actualAvailableAllocationUnits: number;
  readonly sectorsPerAllocationUnit: number;
  readonly bytesPerSector: number;
}

export function decodeFsFullSizeInformation(reader: Reader): FsFullSizeInformation {
  return {
    totalAllocationUnits: reader.u64Safe(),
    callerAvailableAllocationUnits: reader.u64Safe(),
    actualAvailableAllocationUnits: reader.u64Safe(),
    sectorsPerAllocationUnit: reader.u32(),
    bytesPerSector: reader.u32(),
  };
}

export function encodeFsFullSizeInformation(
  writer: Writer,
  information: FsFullSizeInformation,
): void {
  writer.u64(information.totalAllocationUnits);
  writer.u64(information.callerAvailableAllocationUnits);
  writer.u64(information.actualAvailableAllocationUnits);
  writer.u32(information.sectorsPerAllocationUnit);
  writer.u32(information.bytesPerSector);
}
