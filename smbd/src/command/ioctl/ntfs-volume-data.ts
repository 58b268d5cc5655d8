/**
 * FSCTL_GET_NTFS_VOLUME_DATA. [MS-FSA] 2.1.5.10.14. Sizes are the volume's; there is no master file table, and what
 * would say where it lies is zero.
 */
import { encodeNtfsVolumeData, NTFS_VOLUME_DATA_BYTES } from "../../wire/fsctl/ntfs-volume-data.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import {
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const SECTOR_BYTES = 512;
/** What NTFS has; programs take it for the least that a file costs. */
const FILE_RECORD_BYTES = 1024;

export function handleGetNtfsVolumeData(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < NTFS_VOLUME_DATA_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const volume = cx.tree.volume?.volume() ?? STATUS_INVALID_DEVICE_REQUEST;
  if (typeof volume === "number") return volume;
  const bytesPerCluster = Math.max(volume.blockBytes, SECTOR_BYTES);
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeNtfsVolumeData(writer, {
      volumeSerialNumber: BigInt(volume.serial >>> 0),
      numberSectors: Math.floor(volume.totalBytes / SECTOR_BYTES),
      totalClusters: Math.floor(volume.totalBytes / bytesPerCluster),
      freeClusters: Math.floor(volume.freeBytes / bytesPerCluster),
      totalReserved: 0,
      bytesPerSector: SECTOR_BYTES,
      bytesPerCluster,
      bytesPerFileRecordSegment: FILE_RECORD_BYTES,
      clustersPerFileRecordSegment: 0,
      mftValidDataLength: 0,
      mftStartLcn: 0,
      mft2StartLcn: 0,
      mftZoneStart: 0,
      mftZoneEnd: 0,
    }),
  );
}
