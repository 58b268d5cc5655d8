import {
  decodeFsAttributeInformation,
  encodeFsAttributeInformation,
} from "../../fscc/fs-attribute.ts";
import { decodeFsControlInformation, encodeFsControlInformation } from "../../fscc/fs-control.ts";
import { decodeFsDeviceInformation, encodeFsDeviceInformation } from "../../fscc/fs-device.ts";
import {
  decodeFsFullSizeInformation,
  encodeFsFullSizeInformation,
} from "../../fscc/fs-full-size.ts";
import { decodeFsLabelInformation, encodeFsLabelInformation } from "../../fscc/fs-label.ts";
import {
  decodeFsObjectIdInformation,
  encodeFsObjectIdInformation,
} from "../../fscc/fs-object-id.ts";
import { decodeFsPosixInformation, encodeFsPosixInformation } from "../../fscc/fs-posix.ts";
import {
  decodeFsSectorSizeInformation,
  encodeFsSectorSizeInformation,
} from "../../fscc/fs-sector-size.ts";
import { decodeFsSizeInformation, encodeFsSizeInformation } from "../../fscc/fs-size.ts";
import { decodeFsVolumeInformation, encodeFsVolumeInformation } from "../../fscc/fs-volume.ts";
import {
  decodeFsVolumeFlagsInformation,
  encodeFsVolumeFlagsInformation,
} from "../../fscc/fs-volume-flags.ts";
import { body, type GoldenRow, hex, utf16 } from "../row.ts";
import { GUID } from "../sample.ts";

export const FILE_SYSTEM_ROWS: readonly GoldenRow[] = [
  body({
    name: "FileFsVolumeInformation",
    bytes: `010000000000d901 44332211 08000000 01 00 ${utf16("data")}`,
    value: {
      volumeCreationTime: 0x01d9000000000001n,
      volumeSerialNumber: 0x11223344,
      supportsObjects: true,
      volumeLabel: "data",
    },
    decode: decodeFsVolumeInformation,
    encode: encodeFsVolumeInformation,
  }),
  body({
    name: "FileFsLabelInformation",
    bytes: `08000000 ${utf16("data")}`,
    value: { volumeLabel: "data" },
    decode: decodeFsLabelInformation,
    encode: encodeFsLabelInformation,
  }),
  body({
    name: "FileFsSizeInformation",
    bytes: "0000100000000000 0000080000000000 08000000 00020000",
    value: {
      totalAllocationUnits: 0x100000,
      availableAllocationUnits: 0x80000,
      sectorsPerAllocationUnit: 8,
      bytesPerSector: 512,
    },
    decode: decodeFsSizeInformation,
    encode: encodeFsSizeInformation,
  }),
  body({
    name: "FileFsDeviceInformation",
    bytes: "07000000 20000000",
    value: { deviceType: 7, characteristics: 0x20 },
    decode: decodeFsDeviceInformation,
    encode: encodeFsDeviceInformation,
  }),
  body({
    name: "FileFsAttributeInformation",
    bytes: `4f000400 ff000000 08000000 ${utf16("NTFS")}`,
    value: {
      fileSystemAttributes: 0x4004f,
      maximumComponentNameLength: 255,
      fileSystemName: "NTFS",
    },
    decode: decodeFsAttributeInformation,
    encode: encodeFsAttributeInformation,
  }),
  body({
    name: "FileFsControlInformation",
    bytes: `0000000000000000 0000000000000000 0000000000000000 ffffffffffffffff ffffffffffffffff
      00000000 00000000`,
    value: {
      freeSpaceStartFiltering: 0n,
      freeSpaceThreshold: 0n,
      freeSpaceStopFiltering: 0n,
      defaultQuotaThreshold: 0xffffffffffffffffn,
      defaultQuotaLimit: 0xffffffffffffffffn,
      fileSystemControlFlags: 0,
    },
    decode: decodeFsControlInformation,
    encode: encodeFsControlInformation,
  }),
  body({
    name: "FileFsFullSizeInformation",
    bytes: "0000100000000000 0000040000000000 0000080000000000 08000000 00020000",
    value: {
      totalAllocationUnits: 0x100000,
      callerAvailableAllocationUnits: 0x40000,
      actualAvailableAllocationUnits: 0x80000,
      sectorsPerAllocationUnit: 8,
      bytesPerSector: 512,
    },
    decode: decodeFsFullSizeInformation,
    encode: encodeFsFullSizeInformation,
  }),
  body({
    name: "FileFsObjectIdInformation",
    bytes: `${GUID} ${"01".repeat(48)}`,
    value: { objectId: GUID, extendedInfoView: hex("01".repeat(48)) },
    decode: decodeFsObjectIdInformation,
    encode: encodeFsObjectIdInformation,
  }),
  body({
    name: "FileFsVolumeFlagsInformation",
    bytes: "01000000",
    value: { flags: 1 },
    decode: decodeFsVolumeFlagsInformation,
    encode: encodeFsVolumeFlagsInformation,
  }),
  body({
    name: "FileFsSectorSizeInformation",
    bytes: "00020000 00100000 00100000 00100000 03000000 00000000 00000000",
    value: {
      logicalBytesPerSector: 512,
      physicalBytesPerSectorForAtomicity: 4096,
      physicalBytesPerSectorForPerformance: 4096,
      effectivePhysicalBytesPerSectorForAtomicity: 4096,
      flags: 3,
      byteOffsetForSectorAlignment: 0,
      byteOffsetForPartitionAlignment: 0,
    },
    decode: decodeFsSectorSizeInformation,
    encode: encodeFsSectorSizeInformation,
  }),
  body({
    name: "FileFsPosixInformation",
    bytes: `00001000 00100000 0000100000000000 0000080000000000 0000040000000000
      0000010000000000 0080000000000000 0807060504030201`,
    value: {
      optimalTransferSize: 0x100000,
      blockSize: 4096,
      totalBlocks: 0x100000,
      availableBlocks: 0x80000,
      userAvailableBlocks: 0x40000,
      totalFileNodes: 0x10000,
      freeFileNodes: 0x8000,
      fileSystemId: 0x0102030405060708n,
    },
    decode: decodeFsPosixInformation,
    encode: encodeFsPosixInformation,
  }),
];
