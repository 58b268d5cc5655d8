/** FileFsSectorSizeInformation. [MS-FSCC] 2.5.7. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const SSINFO_FLAGS_ALIGNED_DEVICE = 0x00000001;
export const SSINFO_FLAGS_PARTITION_ALIGNED_ON_DEVICE = 0x00000002;
export const SSINFO_FLAGS_NO_SEEK_PENALTY = 0x00000004;
export const SSINFO_FLAGS_TRIM_ENABLED = 0x00000008;
export const SSINFO_OFFSET_UNKNOWN = 0xffffffff;

export interface FsSectorSizeInformation {
  readonly logicalBytesPerSector: number;
  readonly physicalBytesPerSectorForAtomicity: number;
  readonly physicalBytesPerSectorForPerformance: number;
  readonly effectivePhysicalBytesPerSectorForAtomicity: number;
  readonly flags: number;
  readonly byteOffsetForSectorAlignment: number;
  readonly byteOffsetForPartitionAlignment: number;
}

export function decodeFsSectorSizeInformation(reader: Reader): FsSectorSizeInformation {
  return {
    logicalBytesPerSector: reader.u32(),
    physicalBytesPerSectorForAtomicity: reader.u32(),
    physicalBytesPerSectorForPerformance: reader.u32(),
    effectivePhysicalBytesPerSectorForAtomicity: reader.u32(),
    flags: reader.u32(),
    byteOffsetForSectorAlignment: reader.u32(),
    byteOffsetForPartitionAlignment: reader.u32(),
  };
}

export function encodeFsSectorSizeInformation(
  writer: Writer,
  information: FsSectorSizeInformation,
): void {
  writer.u32(information.logicalBytesPerSector);
  writer.u32(information.physicalBytesPerSectorForAtomicity);
  writer.u32(information.physicalBytesPerSectorForPerformance);
  writer.u32(information.effectivePhysicalBytesPerSectorForAtomicity);
  writer.u32(information.flags);
  writer.u32(information.byteOffsetForSectorAlignment);
  writer.u32(information.byteOffsetForPartitionAlignment);
}
