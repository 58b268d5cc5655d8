/** FSCTL_GET_NTFS_VOLUME_DATA reply. [MS-FSCC] 2.3.22. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface NtfsVolumeData {
  readonly volumeSerialNumber: bigint;
  readonly numberSectors: number;
  readonly totalClusters: number;
  readonly freeClusters: number;
  readonly totalReserved: number;
  readonly bytesPerSector: number;
  readonly bytesPerCluster: number;
  readonly bytesPerFileRecordSegment: number;
  readonly clustersPerFileRecordSegment: number;
  /** Where the master file table lies; all zeros where there is none. */
  readonly mftValidDataLength: number;
  readonly mftStartLcn: number;
  readonly mft2StartLcn: number;
  readonly mftZoneStart: number;
  readonly mftZoneEnd: number;
}

export const NTFS_VOLUME_DATA_BYTES = 96;

export function decodeNtfsVolumeData(reader: Reader): NtfsVolumeData {
  return {
    volumeSerialNumber: reader.u64Big(),
    numberSectors: reader.u64Safe(),
    totalClusters: reader.u64Safe(),
    freeClusters: reader.u64Safe(),
    totalReserved: reader.u64Safe(),
    bytesPerSector: reader.u32(),
    bytesPerCluster: reader.u32(),
    bytesPerFileRecordSegment: reader.u32(),
    clustersPerFileRecordSegment: reader.u32(),
    mftValidDataLength: reader.u64Safe(),
    mftStartLcn: reader.u64Safe(),
    mft2StartLcn: reader.u64Safe(),
    mftZoneStart: reader.u64Safe(),
    mftZoneEnd: reader.u64Safe(),
  };
}

export function encodeNtfsVolumeData(writer: Writer, data: NtfsVolumeData): void {
  writer.u64Big(data.volumeSerialNumber).u64(data.numberSectors).u64(data.totalClusters);
  writer.u64(data.freeClusters).u64(data.totalReserved);
  writer.u32(data.bytesPerSector).u32(data.bytesPerCluster);
  writer.u32(data.bytesPerFileRecordSegment).u32(data.clustersPerFileRecordSegment);
  writer.u64(data.mftValidDataLength).u64(data.mftStartLcn).u64(data.mft2StartLcn);
  writer.u64(data.mftZoneStart).u64(data.mftZoneEnd);
}
