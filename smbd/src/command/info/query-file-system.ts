/** Information about the volume of a share. [MS-FSA] 2.1.5.13, [MS-FSCC] 2.5. */
import type { VfsVolume } from "../../port/vfs.ts";
import type { ShareUsage } from "../../state/share-usage.ts";
import {
  encodeFsAttributeInformation,
  FILE_CASE_PRESERVED_NAMES,
  FILE_CASE_SENSITIVE_SEARCH,
  FILE_FILE_COMPRESSION,
  FILE_NAMED_STREAMS,
  FILE_PERSISTENT_ACLS,
  FILE_READ_ONLY_VOLUME,
  FILE_SUPPORTS_BLOCK_REFCOUNTING,
  FILE_SUPPORTS_EXTENDED_ATTRIBUTES,
  FILE_SUPPORTS_HARD_LINKS,
  FILE_SUPPORTS_OBJECT_IDS,
  FILE_SUPPORTS_REPARSE_POINTS,
  FILE_SUPPORTS_SPARSE_FILES,
  FILE_UNICODE_ON_DISK,
  FILE_VOLUME_QUOTAS,
} from "../../wire/fscc/fs-attribute.ts";
import {
  encodeFsControlInformation,
  FILE_VC_QUOTA_ENFORCE,
  FILE_VC_QUOTA_TRACK,
} from "../../wire/fscc/fs-control.ts";
import {
  encodeFsDeviceInformation,
  FILE_DEVICE_DISK,
  FILE_DEVICE_IS_MOUNTED,
  FILE_DEVICE_NAMED_PIPE,
  FILE_READ_ONLY_DEVICE,
} from "../../wire/fscc/fs-device.ts";
import { encodeFsFullSizeInformation } from "../../wire/fscc/fs-full-size.ts";
import { encodeFsObjectIdInformation } from "../../wire/fscc/fs-object-id.ts";
import { encodeFsPosixInformation } from "../../wire/fscc/fs-posix.ts";
import {
  encodeFsSectorSizeInformation,
  SSINFO_FLAGS_ALIGNED_DEVICE,
  SSINFO_FLAGS_PARTITION_ALIGNED_ON_DEVICE,
  SSINFO_FLAGS_TRIM_ENABLED,
} from "../../wire/fscc/fs-sector-size.ts";
import { encodeFsSizeInformation } from "../../wire/fscc/fs-size.ts";
import { encodeFsVolumeInformation } from "../../wire/fscc/fs-volume.ts";
import { FsInformationClass } from "../../wire/fscc/information-class.ts";
import type { QueryInfoRequest } from "../../wire/message/query-info.ts";
import {
  type NtStatus,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_INFO_CLASS,
} from "../../wire/status.ts";
import type { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { boundedOutput } from "./bounded-output.ts";
import { callerQuota, callerRoom } from "./caller-quota.ts";
import { volumeObjectId } from "./volume-object-id.ts";

interface FsClassRow {
  /** The structure as a compiler lays it out: what the buffer must hold at least. */
  readonly fixedBytes: number;
  readonly encode: (writer: Writer, cx: CommandContext, volume: VfsVolume) => void;
}

const C = FsInformationClass;

const CLASSES: ReadonlyMap<number, FsClassRow> = new Map<number, FsClassRow>([
  [C.VOLUME, { fixedBytes: 24, encode: encodeVolume }],
  [C.SIZE, { fixedBytes: 24, encode: encodeSize }],
  [C.DEVICE, { fixedBytes: 8, encode: encodeDevice }],
  [C.ATTRIBUTE, { fixedBytes: 16, encode: encodeAttribute }],
  [C.CONTROL, { fixedBytes: 48, encode: encodeControl }],
  [C.FULL_SIZE, { fixedBytes: 32, encode: encodeFullSize }],
  [C.OBJECT_ID, { fixedBytes: 64, encode: encodeObjectId }],
  [C.SECTOR_SIZE, { fixedBytes: 28, encode: encodeSectorSize }],
  [C.POSIX, { fixedBytes: 56, encode: encodePosix }],
]);

export function queryFileSystem(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { reply, tree } = cx;
  const bytesMax = request.outputBufferLength;
  const found = CLASSES.get(request.fileInfoClass);
  if (found === undefined) return STATUS_INVALID_INFO_CLASS;
  if (request.fileInfoClass === C.POSIX && !cx.open.isPosix) return STATUS_INVALID_INFO_CLASS;
  if (tree.volume === null) return queryPipeDevice(cx, request);
  const volume = (cx.open.past ?? tree.volume).volume();
  if (typeof volume === "number") return volume;
  const limited = tree.usage === null ? volume : withinLimit(volume, tree.usage);
  const shown = withinQuota(limited, callerRoom(cx));
  return boundedOutput(reply, bytesMax, found.fixedBytes, () => found.encode(reply, cx, shown));
}

/** Time Machine, for one, takes as much as it is told that there is. */
function withinLimit(volume: VfsVolume, usage: ShareUsage): VfsVolume {
  return {
    ...volume,
    totalBytes: Math.min(volume.totalBytes, usage.limitBytes),
    freeBytes: Math.min(volume.freeBytes, usage.freeBytes),
    availableBytes: Math.min(volume.availableBytes, usage.freeBytes),
  };
}

/** [MS-FSCC] 2.5.4: the caller's quota is the caller's disk; how full the disk itself is, is told beside it. */
function withinQuota(
  volume: VfsVolume,
  { totalBytes, leftBytes }: ReturnType<typeof callerRoom>,
): VfsVolume {
  return {
    ...volume,
    totalBytes: Math.min(volume.totalBytes, totalBytes),
    availableBytes: Math.min(volume.availableBytes, leftBytes),
  };
}

/** The share of pipes is a device and has no volume. */
function queryPipeDevice(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  if (request.fileInfoClass !== C.DEVICE) return STATUS_INVALID_DEVICE_REQUEST;
  return boundedOutput(cx.reply, request.outputBufferLength, 8, () =>
    encodeFsDeviceInformation(cx.reply, { deviceType: FILE_DEVICE_NAMED_PIPE, characteristics: 0 }),
  );
}

function encodeVolume(writer: Writer, cx: CommandContext, volume: VfsVolume): void {
  encodeFsVolumeInformation(writer, {
    volumeCreationTime: volume.creationTime,
    volumeSerialNumber: volume.serial >>> 0,
    supportsObjects: false,
    volumeLabel: volume.label === "" ? cx.tree.name : volume.label,
  });
}

/** 512 bytes a sector is what every client reckons with; a unit is the file system's own block. */
const SECTOR_BYTES = 512;

interface Units {
  readonly unitBytes: number;
  readonly sectorsPerAllocationUnit: number;
}

function unitsOf(volume: VfsVolume): Units {
  const unitBytes = Math.max(volume.blockBytes, SECTOR_BYTES);
  return { unitBytes, sectorsPerAllocationUnit: Math.floor(unitBytes / SECTOR_BYTES) };
}

function encodeSize(writer: Writer, _cx: CommandContext, volume: VfsVolume): void {
  const { unitBytes, sectorsPerAllocationUnit } = unitsOf(volume);
  encodeFsSizeInformation(writer, {
    totalAllocationUnits: Math.floor(volume.totalBytes / unitBytes),
    availableAllocationUnits: Math.floor(volume.availableBytes / unitBytes),
    sectorsPerAllocationUnit,
    bytesPerSector: SECTOR_BYTES,
  });
}

function encodeFullSize(writer: Writer, _cx: CommandContext, volume: VfsVolume): void {
  const { unitBytes, sectorsPerAllocationUnit } = unitsOf(volume);
  encodeFsFullSizeInformation(writer, {
    totalAllocationUnits: Math.floor(volume.totalBytes / unitBytes),
    callerAvailableAllocationUnits: Math.floor(volume.availableBytes / unitBytes),
    actualAvailableAllocationUnits: Math.floor(volume.freeBytes / unitBytes),
    sectorsPerAllocationUnit,
    bytesPerSector: SECTOR_BYTES,
  });
}

function encodeDevice(writer: Writer, cx: CommandContext, volume: VfsVolume): void {
  const readOnly = isReadOnly(cx, volume) ? FILE_READ_ONLY_DEVICE : 0;
  encodeFsDeviceInformation(writer, {
    deviceType: FILE_DEVICE_DISK,
    characteristics: FILE_DEVICE_IS_MOUNTED | readOnly,
  });
}

/** Clients look at the name, too: some use ACLs and streams on "NTFS" alone. */
const FILE_SYSTEM_NAME = "NTFS";
const NAME_UNITS_MAX = 255;

function encodeAttribute(writer: Writer, cx: CommandContext, volume: VfsVolume): void {
  const attributes =
    // As NTFS, which can and by default does not: the share decides.
    FILE_CASE_SENSITIVE_SEARCH |
    FILE_CASE_PRESERVED_NAMES |
    FILE_UNICODE_ON_DISK |
    FILE_PERSISTENT_ACLS |
    (callerQuota(cx) === null ? 0 : FILE_VOLUME_QUOTAS) |
    (volume.supportsCompression ? FILE_FILE_COMPRESSION : 0) |
    (volume.supportsSparse ? FILE_SUPPORTS_SPARSE_FILES : 0) |
    (volume.supportsReflink ? FILE_SUPPORTS_BLOCK_REFCOUNTING : 0) |
    FILE_SUPPORTS_REPARSE_POINTS |
    FILE_SUPPORTS_OBJECT_IDS |
    FILE_NAMED_STREAMS |
    (isReadOnly(cx, volume) ? FILE_READ_ONLY_VOLUME : 0) |
    FILE_SUPPORTS_HARD_LINKS |
    FILE_SUPPORTS_EXTENDED_ATTRIBUTES;
  encodeFsAttributeInformation(writer, {
    fileSystemAttributes: attributes >>> 0,
    maximumComponentNameLength: NAME_UNITS_MAX,
    fileSystemName: FILE_SYSTEM_NAME,
  });
}

const NO_LIMIT = 0xffffffffffffffffn;

function encodeControl(writer: Writer, cx: CommandContext): void {
  const isKept = callerQuota(cx) !== null;
  encodeFsControlInformation(writer, {
    freeSpaceStartFiltering: 0n,
    freeSpaceThreshold: 0n,
    freeSpaceStopFiltering: 0n,
    defaultQuotaThreshold: NO_LIMIT,
    defaultQuotaLimit: NO_LIMIT,
    fileSystemControlFlags: isKept ? FILE_VC_QUOTA_TRACK | FILE_VC_QUOTA_ENFORCE : 0,
  });
}

function encodeObjectId(writer: Writer, cx: CommandContext, volume: VfsVolume): void {
  const objectId = volumeObjectId(cx.engine.catalog.server.guid, volume.serial);
  encodeFsObjectIdInformation(writer, { objectId, extendedInfoView: new Uint8Array(48) });
}

function encodeSectorSize(writer: Writer, _cx: CommandContext, volume: VfsVolume): void {
  // What is trimmed is given back to the volume, which is what this flag asks to be told.
  const trim = volume.supportsSparse ? SSINFO_FLAGS_TRIM_ENABLED : 0;
  const physical = unitsOf(volume).unitBytes;
  encodeFsSectorSizeInformation(writer, {
    logicalBytesPerSector: SECTOR_BYTES,
    physicalBytesPerSectorForAtomicity: physical,
    physicalBytesPerSectorForPerformance: physical,
    effectivePhysicalBytesPerSectorForAtomicity: physical,
    flags: SSINFO_FLAGS_ALIGNED_DEVICE | SSINFO_FLAGS_PARTITION_ALIGNED_ON_DEVICE | trim,
    byteOffsetForSectorAlignment: 0,
    byteOffsetForPartitionAlignment: 0,
  });
}

/** [POSIX-FSCC] 2.3.2.1 */
function encodePosix(writer: Writer, cx: CommandContext, volume: VfsVolume): void {
  const blocks = (bytes: number) => Math.floor(bytes / volume.blockBytes);
  encodeFsPosixInformation(writer, {
    optimalTransferSize: cx.connection.writeBytesMax,
    blockSize: volume.blockBytes,
    totalBlocks: blocks(volume.totalBytes),
    availableBlocks: blocks(volume.freeBytes),
    userAvailableBlocks: blocks(volume.availableBytes),
    totalFileNodes: volume.fileCountMax,
    freeFileNodes: volume.freeFileCount,
    fileSystemId: BigInt(volume.serial >>> 0),
  });
}

function isReadOnly(cx: CommandContext, volume: VfsVolume): boolean {
  return volume.isReadOnly || cx.open.past !== null || cx.tree.share?.readOnly === true;
}
