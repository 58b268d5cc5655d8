import { decodeCompressionState, encodeCompressionState } from "../fsctl/compression.ts";
import { decodeDfsReferralRequest, encodeDfsReferralRequest } from "../fsctl/dfs-referral.ts";
import { decodeDuplicateExtents, encodeDuplicateExtents } from "../fsctl/duplicate-extents.ts";
import {
  decodeDuplicateExtentsEx,
  encodeDuplicateExtentsEx,
} from "../fsctl/duplicate-extents-ex.ts";
import { decodeSnapshotArray, encodeSnapshotArray } from "../fsctl/enumerate-snapshots.ts";
import {
  decodeFileLevelTrimRequest,
  decodeFileLevelTrimResponse,
  encodeFileLevelTrimRequest,
  encodeFileLevelTrimResponse,
} from "../fsctl/file-level-trim.ts";
import {
  decodeFileRegion,
  decodeFileRegionOutput,
  encodeFileRegion,
  encodeFileRegionOutput,
} from "../fsctl/file-regions.ts";
import { decodeIntegrityInformation, encodeIntegrityInformation } from "../fsctl/integrity.ts";
import {
  decodeNetworkInterfaceInfo,
  encodeNetworkInterfaceInfo,
} from "../fsctl/network-interface-info.ts";
import { decodeNetworkResiliency, encodeNetworkResiliency } from "../fsctl/network-resiliency.ts";
import { decodeNtfsVolumeData, encodeNtfsVolumeData } from "../fsctl/ntfs-volume-data.ts";
import { decodeObjectIdBuffer, encodeObjectIdBuffer } from "../fsctl/object-id.ts";
import {
  decodeOffloadReadRequest,
  decodeOffloadReadResponse,
  encodeOffloadReadRequest,
  encodeOffloadReadResponse,
} from "../fsctl/offload-read.ts";
import { decodeOffloadToken, encodeOffloadToken } from "../fsctl/offload-token.ts";
import {
  decodeOffloadWriteRequest,
  decodeOffloadWriteResponse,
  encodeOffloadWriteRequest,
  encodeOffloadWriteResponse,
} from "../fsctl/offload-write.ts";
import { decodePipePeek, encodePipePeek } from "../fsctl/pipe-peek.ts";
import { decodePipeWait, encodePipeWait } from "../fsctl/pipe-wait.ts";
import {
  decodeAllocatedRange,
  decodeAllocatedRanges,
  encodeAllocatedRange,
  encodeAllocatedRanges,
} from "../fsctl/query-allocated-ranges.ts";
import { decodeReparseData, encodeReparseData } from "../fsctl/reparse-data.ts";
import {
  decodeSetIntegrity,
  decodeSetIntegrityEx,
  encodeSetIntegrity,
  encodeSetIntegrityEx,
} from "../fsctl/set-integrity.ts";
import { decodeSetSparse, encodeSetSparse } from "../fsctl/set-sparse.ts";
import { decodeSetZeroData, encodeSetZeroData } from "../fsctl/set-zero-data.ts";
import {
  decodeSrvCopychunkRequest,
  decodeSrvCopychunkResponse,
  encodeSrvCopychunkRequest,
  encodeSrvCopychunkResponse,
} from "../fsctl/srv-copychunk.ts";
import {
  decodeSrvRequestResumeKeyResponse,
  encodeSrvRequestResumeKeyResponse,
} from "../fsctl/srv-request-resume-key.ts";
import { decodeUsnRecord, encodeUsnRecord } from "../fsctl/usn-record.ts";
import {
  decodeValidateNegotiateInfoRequest,
  decodeValidateNegotiateInfoResponse,
  encodeValidateNegotiateInfoRequest,
  encodeValidateNegotiateInfoResponse,
} from "../fsctl/validate-negotiate-info.ts";
import { body, exactly, type GoldenRow, hex, refuseEmpty, utf16 } from "./row.ts";
import { FILE_ID, FILE_ID_HEX, GUID, GUID_2 } from "./sample.ts";

const RESUME_KEY = "000102030405060708090a0b0c0d0e0f1011121314151617";

export const FSCTL_ROWS: readonly GoldenRow[] = [
  body({
    name: "VALIDATE_NEGOTIATE_INFO request",
    bytes: `7f000000 ${GUID} 0100 0400 0202 1002 0003 0203`,
    value: {
      capabilities: 0x7f,
      guid: GUID,
      securityMode: 1,
      dialects: [0x0202, 0x0210, 0x0300, 0x0302],
    },
    decode: decodeValidateNegotiateInfoRequest,
    encode: encodeValidateNegotiateInfoRequest,
  }),
  body({
    name: "VALIDATE_NEGOTIATE_INFO response",
    bytes: `07000000 ${GUID} 0300 0203`,
    value: { capabilities: 7, guid: GUID, securityMode: 3, dialect: 0x0302 },
    decode: decodeValidateNegotiateInfoResponse,
    encode: encodeValidateNegotiateInfoResponse,
  }),
  body({
    name: "SRV_REQUEST_RESUME_KEY response",
    bytes: `${RESUME_KEY} 00000000 00000000`,
    value: { resumeKey: RESUME_KEY },
    decode: decodeSrvRequestResumeKeyResponse,
    encode: encodeSrvRequestResumeKeyResponse,
  }),
  body({
    name: "SRV_COPYCHUNK request",
    bytes: `${RESUME_KEY} 02000000 00000000
      0000000000000000 0000100000000000 00001000 00000000
      0000100000000000 0000000001000000 01000000 00000000`,
    value: {
      sourceKey: RESUME_KEY,
      chunks: [
        { sourceOffset: 0, targetOffset: 0x100000, length: 0x100000 },
        { sourceOffset: 0x100000, targetOffset: 0x100000000, length: 1 },
      ],
    },
    decode: decodeSrvCopychunkRequest,
    encode: encodeSrvCopychunkRequest,
  }),
  body({
    name: "SRV_COPYCHUNK response",
    bytes: "00010000 00001000 00000001",
    value: { chunksWritten: 256, chunkBytesWritten: 0x100000, totalBytesWritten: 0x1000000 },
    decode: decodeSrvCopychunkResponse,
    encode: encodeSrvCopychunkResponse,
  }),
  body({
    name: "QUERY_NETWORK_INTERFACE_INFO response with IPv4 and IPv6",
    bytes: `98000000 02000000 01000000 00000000 00ca9a3b00000000
      0200 0000 c0a80102 ${"00".repeat(120)}
      00000000 02000000 00000000 00000000 00ca9a3b00000000
      1700 0000 00000000 fe800000000000000000000000000001 ${"00".repeat(104)}`,
    value: [
      {
        interfaceIndex: 2,
        capability: 1,
        linkSpeed: 1_000_000_000n,
        addressView: hex("c0a80102"),
      },
      {
        interfaceIndex: 2,
        capability: 0,
        linkSpeed: 1_000_000_000n,
        addressView: hex("fe800000000000000000000000000001"),
      },
    ],
    decode: refuseEmpty(decodeNetworkInterfaceInfo),
    encode: encodeNetworkInterfaceInfo,
    covers: [decodeNetworkInterfaceInfo, encodeNetworkInterfaceInfo],
  }),
  body({
    name: "SET_ZERO_DATA",
    bytes: "0010000000000000 0020000000000000",
    value: { fileOffset: 4096, beyondFinalZero: 8192 },
    decode: decodeSetZeroData,
    encode: encodeSetZeroData,
  }),
  body({
    name: "QUERY_ALLOCATED_RANGES request",
    bytes: "0000000000000000 0000100000000000",
    value: { fileOffset: 0, length: 0x100000 },
    decode: decodeAllocatedRange,
    encode: encodeAllocatedRange,
  }),
  body({
    name: "QUERY_ALLOCATED_RANGES response",
    bytes: "0000000000000000 0010000000000000 0000020000000000 0010000000000000",
    value: [
      { fileOffset: 0, length: 4096 },
      { fileOffset: 0x20000, length: 4096 },
    ],
    decode: exactly(32, decodeAllocatedRanges),
    encode: encodeAllocatedRanges,
    covers: [decodeAllocatedRanges, encodeAllocatedRanges],
  }),
  body({
    name: "SET_SPARSE off",
    bytes: "00",
    value: { setSparse: false },
    decode: refuseEmpty(decodeSetSparse),
    encode: encodeSetSparse,
    covers: [decodeSetSparse, encodeSetSparse],
  }),
  body({
    name: "LMR_REQUEST_RESILIENCY for a minute",
    bytes: "60ea0000 00000000",
    value: { timeoutMs: 60_000 },
    decode: decodeNetworkResiliency,
    encode: encodeNetworkResiliency,
    covers: [decodeNetworkResiliency, encodeNetworkResiliency],
  }),
  body({
    name: "object id buffer",
    bytes: `${GUID} ${GUID_2} ${GUID} 00000000000000000000000000000000`,
    value: {
      objectId: GUID,
      birthVolumeId: GUID_2,
      birthObjectId: GUID,
      domainId: "00000000000000000000000000000000",
    },
    decode: decodeObjectIdBuffer,
    encode: encodeObjectIdBuffer,
  }),
  body({
    name: "reparse data of a symbolic link",
    bytes: `0c0000a0 1600 0000 0000 0600 0600 0400 01000000 ${utf16("..\\")} ${utf16("pr")}`,
    value: { kind: "symlink", substituteName: "..\\", printName: "pr", flags: 1 },
    decode: decodeReparseData,
    encode: encodeReparseData,
  }),
  body({
    name: "reparse data of a mount point",
    bytes: `030000a0 1600 0000 0000 0600 0800 0400 ${utf16("\\??")} 0000 ${utf16("C:")} 0000`,
    value: { kind: "mount-point", substituteName: "\\??", printName: "C:" },
    decode: decodeReparseData,
    encode: encodeReparseData,
  }),
  body({
    name: "reparse data of a tag of Microsoft's",
    bytes: "14000080 0800 0000 4c4e4b0000000000",
    value: { kind: "generic", tag: 0x80000014, dataView: hex("4c4e4b0000000000") },
    decode: decodeReparseData,
    encode: encodeReparseData,
  }),
  body({
    name: "reparse data of a tag of somebody else's",
    bytes: `34120000 0300 0000 ${GUID} 010203`,
    value: { kind: "guid", tag: 0x1234, guid: GUID, dataView: hex("010203") },
    decode: decodeReparseData,
    encode: encodeReparseData,
  }),
  body({
    name: "snapshot array of one",
    bytes: `01000000 01000000 34000000 ${utf16("@GMT-2026.11.22-16.00.00")} 0000 0000`,
    value: {
      numberOfSnapshots: 1,
      snapshots: ["@GMT-2026.11.22-16.00.00"],
      snapshotArraySize: 52,
    },
    decode: decodeSnapshotArray,
    encode: encodeSnapshotArray,
  }),
  body({
    name: "snapshot array of none",
    bytes: "00000000 00000000 02000000 00000000",
    bytesMin: 12,
    value: { numberOfSnapshots: 0, snapshots: [], snapshotArraySize: 2 },
    decode: decodeSnapshotArray,
    encode: encodeSnapshotArray,
  }),
  body({
    name: "DFS referral request",
    bytes: `0400 ${utf16("\\nas\\data")} 0000`,
    value: { maxReferralLevel: 4, requestFileName: "\\nas\\data" },
    decode: decodeDfsReferralRequest,
    encode: encodeDfsReferralRequest,
  }),
  body({
    name: "FILE_LEVEL_TRIM request",
    bytes: "00000000 01000000 0000010000000000 0010000000000000",
    value: { key: 0, ranges: [{ offset: 0x10000, length: 4096 }] },
    decode: decodeFileLevelTrimRequest,
    encode: encodeFileLevelTrimRequest,
  }),
  body({
    name: "FILE_LEVEL_TRIM response",
    bytes: "01000000",
    value: { numRangesProcessed: 1 },
    decode: decodeFileLevelTrimResponse,
    encode: encodeFileLevelTrimResponse,
  }),
  body({
    name: "PIPE_WAIT",
    bytes: `80969800 00000000 0c000000 01 00 ${utf16("srvsvc")}`,
    value: { timeout: 10_000_000n, name: "srvsvc" },
    decode: decodePipeWait,
    encode: encodePipeWait,
  }),
  body({
    name: "PIPE_PEEK response",
    bytes: "03000000 10000000 01000000 10000000",
    value: {
      namedPipeState: 3,
      readDataAvailable: 16,
      numberOfMessages: 1,
      messageLength: 16,
    },
    decode: decodePipePeek,
    encode: encodePipePeek,
  }),
  body({
    name: "compression state",
    bytes: "0200",
    value: { compressionState: 2 },
    decode: decodeCompressionState,
    encode: encodeCompressionState,
  }),
  body({
    name: "DUPLICATE_EXTENTS_TO_FILE",
    bytes: `${FILE_ID_HEX} 0000000000000000 0000100000000000 0000010000000000`,
    value: {
      sourceFileId: FILE_ID,
      sourceFileOffset: 0,
      targetFileOffset: 0x100000,
      byteCount: 0x10000,
    },
    decode: decodeDuplicateExtents,
    encode: encodeDuplicateExtents,
  }),
  body({
    name: "DUPLICATE_EXTENTS_TO_FILE_EX, atomic",
    bytes: `3000000000000000 ${FILE_ID_HEX}
      0000000000000000 0000100000000000 0000010000000000 01000000 00000000`,
    value: {
      sourceFileId: FILE_ID,
      sourceFileOffset: 0,
      targetFileOffset: 0x100000,
      byteCount: 0x10000,
      flags: 1,
    },
    decode: decodeDuplicateExtentsEx,
    encode: encodeDuplicateExtentsEx,
  }),
  body({
    name: "offload token of zeros",
    bytes: `ffff0001 0000 01f8 ${"00".repeat(504)}`,
    value: { tokenType: 0xffff0001, tokenId: "00".repeat(504) },
    decode: decodeOffloadToken,
    encode: encodeOffloadToken,
  }),
  body({
    name: "OFFLOAD_READ request",
    bytes: "20000000 00000000 60ea0000 00000000 0010000000000000 0000100000000000",
    value: { flags: 0, timeToLiveMs: 60_000, fileOffset: 4096, copyLength: 0x100000 },
    decode: decodeOffloadReadRequest,
    encode: encodeOffloadReadRequest,
  }),
  body({
    name: "OFFLOAD_READ response",
    bytes: `10020000 01000000 0000100000000000 4c415244 0000 0020 ${"a5".repeat(32)} ${"00".repeat(472)}`,
    value: {
      flags: 1,
      transferLength: 0x100000,
      token: { tokenType: 0x4c415244, tokenId: "a5".repeat(32) },
    },
    decode: decodeOffloadReadResponse,
    encode: encodeOffloadReadResponse,
  }),
  body({
    name: "OFFLOAD_WRITE request",
    bytes: `20020000 00000000 0010000000000000 0000100000000000 0002000000000000
      4c415244 0000 0020 ${"a5".repeat(32)} ${"00".repeat(472)}`,
    value: {
      flags: 0,
      fileOffset: 4096,
      copyLength: 0x100000,
      transferOffset: 512,
      token: { tokenType: 0x4c415244, tokenId: "a5".repeat(32) },
    },
    decode: decodeOffloadWriteRequest,
    encode: encodeOffloadWriteRequest,
  }),
  body({
    name: "OFFLOAD_WRITE response",
    bytes: "10000000 00000000 0000100000000000",
    value: { flags: 0, lengthWritten: 0x100000 },
    decode: decodeOffloadWriteResponse,
    encode: encodeOffloadWriteResponse,
  }),
  body({
    name: "GET_NTFS_VOLUME_DATA response",
    bytes: `4452414c00000000 0000200000000000 0000040000000000 0000020000000000 0000000000000000
      00020000 00100000 00040000 00000000 ${"00".repeat(40)}`,
    value: {
      volumeSerialNumber: 0x4c415244n,
      numberSectors: 0x200000,
      totalClusters: 0x40000,
      freeClusters: 0x20000,
      totalReserved: 0,
      bytesPerSector: 512,
      bytesPerCluster: 4096,
      bytesPerFileRecordSegment: 1024,
      clustersPerFileRecordSegment: 0,
      mftValidDataLength: 0,
      mftStartLcn: 0,
      mft2StartLcn: 0,
      mftZoneStart: 0,
      mftZoneEnd: 0,
    },
    decode: decodeNtfsVolumeData,
    encode: encodeNtfsVolumeData,
  }),
  body({
    name: "USN record of version 2",
    bytes: `48000000 0200 0000 0700000000000000 0500000000000000 0000000000000000 0000000000000000
      00000000 00000000 00000000 20000000 0a00 3c00 ${utf16("a.txt")} 0000`,
    value: {
      fileReferenceNumber: 7n,
      parentFileReferenceNumber: 5n,
      usn: 0n,
      timeStamp: 0n,
      reason: 0,
      sourceInfo: 0,
      securityId: 0,
      fileAttributes: 0x20,
      fileName: "a.txt",
    },
    decode: decodeUsnRecord,
    encode: encodeUsnRecord,
  }),
  body({
    name: "QUERY_FILE_REGIONS request",
    bytes: "0000000000000000 0000100000000000 01000000 00000000",
    value: { fileOffset: 0, length: 0x100000, usage: 1 },
    decode: decodeFileRegion,
    encode: encodeFileRegion,
  }),
  body({
    name: "QUERY_FILE_REGIONS response",
    bytes: `00000000 01000000 01000000 00000000
      0000000000000000 0000100000000000 01000000 00000000`,
    value: {
      flags: 0,
      totalRegionEntryCount: 1,
      regions: [{ fileOffset: 0, length: 0x100000, usage: 1 }],
    },
    decode: decodeFileRegionOutput,
    encode: encodeFileRegionOutput,
  }),
  body({
    name: "GET_INTEGRITY_INFORMATION response",
    bytes: "0200 0000 00000000 00000100 00100000",
    value: {
      checksumAlgorithm: 2,
      flags: 0,
      checksumChunkSizeInBytes: 65536,
      clusterSizeInBytes: 4096,
    },
    decode: decodeIntegrityInformation,
    encode: encodeIntegrityInformation,
  }),
  body({
    name: "SET_INTEGRITY_INFORMATION",
    bytes: "ffff 0000 01000000",
    value: { checksumAlgorithm: 0xffff, flags: 1 },
    decode: decodeSetIntegrity,
    encode: encodeSetIntegrity,
  }),
  body({
    name: "SET_INTEGRITY_INFORMATION_EX",
    bytes: "01 00 0000 00000000 01 00000000000000",
    value: { enableIntegrity: true, keepIntegrityStateUnchanged: false, flags: 0, version: 1 },
    decode: decodeSetIntegrityEx,
    encode: encodeSetIntegrityEx,
  }),
];
