import { decodeAccessInformation, encodeAccessInformation } from "../../fscc/access.ts";
import { decodeAlignmentInformation, encodeAlignmentInformation } from "../../fscc/alignment.ts";
import { decodeAllInformation, encodeAllInformation } from "../../fscc/all.ts";
import { decodeAllocationInformation, encodeAllocationInformation } from "../../fscc/allocation.ts";
import {
  decodeAlternateNameInformation,
  encodeAlternateNameInformation,
} from "../../fscc/alternate-name.ts";
import {
  decodeAttributeTagInformation,
  encodeAttributeTagInformation,
} from "../../fscc/attribute-tag.ts";
import { decodeBasicInformation, encodeBasicInformation } from "../../fscc/basic.ts";
import {
  decodeCompressionInformation,
  encodeCompressionInformation,
} from "../../fscc/compression.ts";
import {
  decodeDispositionInformation,
  encodeDispositionInformation,
} from "../../fscc/disposition.ts";
import {
  decodeDispositionExInformation,
  encodeDispositionExInformation,
} from "../../fscc/disposition-ex.ts";
import { decodeEaInformation, encodeEaInformation } from "../../fscc/ea.ts";
import { decodeEndOfFileInformation, encodeEndOfFileInformation } from "../../fscc/end-of-file.ts";
import {
  decodeEaName,
  decodeFullEaList,
  encodeEaName,
  encodeFullEaList,
} from "../../fscc/full-ea.ts";
import { decodeGetEaList, encodeGetEaList } from "../../fscc/get-ea.ts";
import { decodeGetQuotaList, encodeGetQuotaList } from "../../fscc/get-quota.ts";
import { decodeHardLinkInformation, encodeHardLinkInformation } from "../../fscc/hard-link.ts";
import { decodeIdInformation, encodeIdInformation } from "../../fscc/id.ts";
import { decodeInternalInformation, encodeInternalInformation } from "../../fscc/internal.ts";
import { decodeLinkInformation, encodeLinkInformation } from "../../fscc/link.ts";
import { decodeModeInformation, encodeModeInformation } from "../../fscc/mode.ts";
import { decodeNameInformation, encodeNameInformation } from "../../fscc/name.ts";
import {
  decodeNetworkOpenInformation,
  encodeNetworkOpenInformation,
} from "../../fscc/network-open.ts";
import {
  decodeNormalizedNameInformation,
  encodeNormalizedNameInformation,
} from "../../fscc/normalized-name.ts";
import { decodeNotifyList, encodeNotifyList } from "../../fscc/notify.ts";
import { decodeObjectIdInformation, encodeObjectIdInformation } from "../../fscc/object-id.ts";
import { decodePipeInformation, encodePipeInformation } from "../../fscc/pipe.ts";
import { decodePipeLocalInformation, encodePipeLocalInformation } from "../../fscc/pipe-local.ts";
import {
  decodePipeRemoteInformation,
  encodePipeRemoteInformation,
} from "../../fscc/pipe-remote.ts";
import { decodePositionInformation, encodePositionInformation } from "../../fscc/position.ts";
import { decodePosixInformation, encodePosixInformation } from "../../fscc/posix.ts";
import { decodeQuotaList, encodeQuotaList } from "../../fscc/quota.ts";
import { decodeRenameInformation, encodeRenameInformation } from "../../fscc/rename.ts";
import {
  decodeReparsePointInformation,
  encodeReparsePointInformation,
} from "../../fscc/reparse-point.ts";
import { decodeShortNameInformation, encodeShortNameInformation } from "../../fscc/short-name.ts";
import { decodeStandardInformation, encodeStandardInformation } from "../../fscc/standard.ts";
import {
  decodeStandardLinkInformation,
  encodeStandardLinkInformation,
} from "../../fscc/standard-link.ts";
import { decodeStreamList, encodeStreamList } from "../../fscc/stream.ts";
import {
  decodeValidDataLengthInformation,
  encodeValidDataLengthInformation,
} from "../../fscc/valid-data-length.ts";
import { makeSid } from "../../security/sid.ts";
import { body, type GoldenRow, hex, refuseEmpty, utf16 } from "../row.ts";
import { GUID, GUID_2, NO_BYTES, TIMES, TIMES_HEX } from "../sample.ts";

const FILE_ID_64_HEX = "0807060504030201";
const NAME_HEX = utf16("a.txt");

export const FILE_ROWS: readonly GoldenRow[] = [
  body({
    name: "FileBasicInformation",
    bytes: `${TIMES_HEX} 20000000 00000000`,
    value: { ...TIMES, fileAttributes: 0x20 },
    decode: decodeBasicInformation,
    encode: encodeBasicInformation,
  }),
  body({
    name: "FileBasicInformation that keeps, freezes and thaws",
    bytes: "0000000000000000 ffffffffffffffff feffffffffffffff 0000000000000000 00000000 00000000",
    value: {
      creationTime: 0n,
      lastAccessTime: -1n,
      lastWriteTime: -2n,
      changeTime: 0n,
      fileAttributes: 0,
    },
    decode: decodeBasicInformation,
    encode: encodeBasicInformation,
  }),
  body({
    name: "FileStandardInformation",
    bytes: "0010000000000000 0500000000000000 01000000 01 00 0000",
    value: {
      allocationSize: 4096,
      endOfFile: 5,
      numberOfLinks: 1,
      deletePending: true,
      directory: false,
    },
    decode: decodeStandardInformation,
    encode: encodeStandardInformation,
  }),
  body({
    name: "FileInternalInformation",
    bytes: FILE_ID_64_HEX,
    value: { indexNumber: 0x0102030405060708n },
    decode: decodeInternalInformation,
    encode: encodeInternalInformation,
  }),
  body({
    name: "FileEaInformation",
    bytes: "09000000",
    value: { eaSize: 9 },
    decode: decodeEaInformation,
    encode: encodeEaInformation,
  }),
  body({
    name: "FileAccessInformation",
    bytes: "ff011f00",
    value: { accessFlags: 0x1f01ff },
    decode: decodeAccessInformation,
    encode: encodeAccessInformation,
  }),
  body({
    name: "FileNameInformation",
    bytes: `0a000000 ${NAME_HEX}`,
    value: { fileName: "a.txt" },
    decode: decodeNameInformation,
    encode: encodeNameInformation,
  }),
  body({
    name: "FileAlternateNameInformation",
    bytes: `0a000000 ${utf16("A.TXT")}`,
    value: { fileName: "A.TXT" },
    decode: decodeAlternateNameInformation,
    encode: encodeAlternateNameInformation,
  }),
  body({
    name: "FileNormalizedNameInformation",
    bytes: `06000000 ${utf16("d\\f")}`,
    value: { fileName: "d\\f" },
    decode: decodeNormalizedNameInformation,
    encode: encodeNormalizedNameInformation,
  }),
  body({
    name: "FileShortNameInformation",
    bytes: `0a000000 ${utf16("A.TXT")}`,
    value: { fileName: "A.TXT" },
    decode: decodeShortNameInformation,
    encode: encodeShortNameInformation,
  }),
  body({
    name: "FileRenameInformation",
    bytes: `01 00000000000000 0000000000000000 06000000 ${utf16("d\\b")}`,
    value: { replaceIfExists: true, rootDirectory: 0n, fileName: "d\\b" },
    decode: decodeRenameInformation,
    encode: encodeRenameInformation,
  }),
  body({
    name: "FileLinkInformation",
    bytes: `00 00000000000000 0000000000000000 02000000 ${utf16("l")}`,
    value: { replaceIfExists: false, rootDirectory: 0n, fileName: "l" },
    decode: decodeLinkInformation,
    encode: encodeLinkInformation,
  }),
  body({
    name: "FileDispositionInformation",
    bytes: "01",
    value: { deletePending: true },
    decode: decodeDispositionInformation,
    encode: encodeDispositionInformation,
  }),
  body({
    name: "FileDispositionInformationEx",
    bytes: "13000000",
    value: { flags: 0x13 },
    decode: decodeDispositionExInformation,
    encode: encodeDispositionExInformation,
  }),
  body({
    name: "FilePositionInformation",
    bytes: "0000000001000000",
    value: { currentByteOffset: 0x100000000 },
    decode: decodePositionInformation,
    encode: encodePositionInformation,
  }),
  body({
    name: "FileFullEaInformation of two",
    bytes: `10000000 00 04 0300 55534552 00 010203
      00000000 80 01 0000 42 00`,
    value: [
      { flags: 0, name: "USER", valueView: hex("010203") },
      { flags: 0x80, name: "B", valueView: NO_BYTES },
    ],
    decode: refuseEmpty(decodeFullEaList),
    encode: encodeFullEaList,
    covers: [decodeFullEaList, encodeFullEaList],
  }),
  body({
    name: "FILE_GET_EA_INFORMATION of two",
    bytes: "0c000000 04 55534552 00 0000 00000000 01 42 00",
    value: [{ name: "USER" }, { name: "B" }],
    decode: refuseEmpty(decodeGetEaList),
    encode: encodeGetEaList,
    covers: [decodeGetEaList, encodeGetEaList, decodeEaName, encodeEaName],
  }),
  body({
    name: "FileQuotaInformation of two",
    bytes: `38000000 10000000 0807060504030201 0010000000000000 0020000000000000 0030000000000000
      0102 000000000016 01000000 e8030000
      00000000 0c000000 0000000000000000 0000000000000000 ffffffffffffffff ffffffffffffffff
      0101 000000000001 00000000`,
    value: [
      {
        changeTime: 0x0102030405060708n,
        quotaUsed: 0x1000n,
        quotaThreshold: 0x2000n,
        quotaLimit: 0x3000n,
        sid: makeSid(22, [1, 1000]),
      },
      {
        changeTime: 0n,
        quotaUsed: 0n,
        quotaThreshold: 0xffffffffffffffffn,
        quotaLimit: 0xffffffffffffffffn,
        sid: makeSid(1, [0]),
      },
    ],
    decode: refuseEmpty(decodeQuotaList),
    encode: encodeQuotaList,
    covers: [decodeQuotaList, encodeQuotaList],
  }),
  body({
    name: "FILE_GET_QUOTA_INFORMATION of two",
    bytes: `18000000 10000000 0102 000000000016 01000000 e8030000
      00000000 0c000000 0101 000000000001 00000000`,
    value: [makeSid(22, [1, 1000]), makeSid(1, [0])],
    decode: refuseEmpty(decodeGetQuotaList),
    encode: encodeGetQuotaList,
    covers: [decodeGetQuotaList, encodeGetQuotaList],
  }),
  body({
    name: "FileModeInformation",
    bytes: "02000000",
    value: { mode: 2 },
    decode: decodeModeInformation,
    encode: encodeModeInformation,
  }),
  body({
    name: "FileAlignmentInformation",
    bytes: "00000000",
    value: { alignmentRequirement: 0 },
    decode: decodeAlignmentInformation,
    encode: encodeAlignmentInformation,
  }),
  body({
    name: "FileAllInformation",
    bytes: `${TIMES_HEX} 20000000 00000000
      0010000000000000 0500000000000000 01000000 00 00 0000
      ${FILE_ID_64_HEX} 09000000 89001200 0000000000000000 00000000 00000000
      0c000000 ${utf16("\\a.txt")}`,
    value: {
      basic: { ...TIMES, fileAttributes: 0x20 },
      standard: {
        allocationSize: 4096,
        endOfFile: 5,
        numberOfLinks: 1,
        deletePending: false,
        directory: false,
      },
      internal: { indexNumber: 0x0102030405060708n },
      ea: { eaSize: 9 },
      access: { accessFlags: 0x120089 },
      position: { currentByteOffset: 0 },
      mode: { mode: 0 },
      alignment: { alignmentRequirement: 0 },
      name: { fileName: "\\a.txt" },
    },
    decode: decodeAllInformation,
    encode: encodeAllInformation,
  }),
  body({
    name: "FileAllocationInformation",
    bytes: "0010000000000000",
    value: { allocationSize: 4096 },
    decode: decodeAllocationInformation,
    encode: encodeAllocationInformation,
  }),
  body({
    name: "FileEndOfFileInformation",
    bytes: "0500000000000000",
    value: { endOfFile: 5 },
    decode: decodeEndOfFileInformation,
    encode: encodeEndOfFileInformation,
  }),
  body({
    name: "FileValidDataLengthInformation",
    bytes: "0500000000000000",
    value: { validDataLength: 5 },
    decode: decodeValidDataLengthInformation,
    encode: encodeValidDataLengthInformation,
  }),
  body({
    name: "FileStreamInformation of two",
    bytes: `28000000 0e000000 0500000000000000 0010000000000000 ${utf16("::$DATA")} 0000
      00000000 12000000 0100000000000000 0800000000000000 ${utf16(":ab:$DATA")}`,
    value: [
      { streamSize: 5, streamAllocationSize: 4096, streamName: "::$DATA" },
      { streamSize: 1, streamAllocationSize: 8, streamName: ":ab:$DATA" },
    ],
    decode: refuseEmpty(decodeStreamList),
    encode: encodeStreamList,
    covers: [decodeStreamList, encodeStreamList],
  }),
  body({
    name: "FilePipeInformation",
    bytes: "01000000 00000000",
    value: { readMode: 1, completionMode: 0 },
    decode: decodePipeInformation,
    encode: encodePipeInformation,
  }),
  body({
    name: "FilePipeLocalInformation",
    bytes: `01000000 02000000 ffffffff 01000000 00100000 00000000 00100000 00100000 03000000
      00000000`,
    value: {
      namedPipeType: 1,
      namedPipeConfiguration: 2,
      maximumInstances: 0xffffffff,
      currentInstances: 1,
      inboundQuota: 4096,
      readDataAvailable: 0,
      outboundQuota: 4096,
      writeQuotaAvailable: 4096,
      namedPipeState: 3,
      namedPipeEnd: 0,
    },
    decode: decodePipeLocalInformation,
    encode: encodePipeLocalInformation,
  }),
  body({
    name: "FilePipeRemoteInformation",
    bytes: "0000000000000000 01000000",
    value: { collectDataTime: 0n, maximumCollectionCount: 1 },
    decode: decodePipeRemoteInformation,
    encode: encodePipeRemoteInformation,
  }),
  body({
    name: "FileCompressionInformation",
    bytes: "0500000000000000 0000 00 00 00 000000",
    value: {
      compressedFileSize: 5,
      compressionFormat: 0,
      compressionUnitShift: 0,
      chunkShift: 0,
      clusterShift: 0,
    },
    decode: decodeCompressionInformation,
    encode: encodeCompressionInformation,
  }),
  body({
    name: "FileObjectIdInformation",
    bytes: `${FILE_ID_64_HEX} ${GUID} ${GUID_2} ${GUID} ${GUID_2}`,
    value: {
      fileReference: 0x0102030405060708n,
      objectId: GUID,
      birthVolumeId: GUID_2,
      birthObjectId: GUID,
      domainId: GUID_2,
    },
    decode: decodeObjectIdInformation,
    encode: encodeObjectIdInformation,
  }),
  body({
    name: "FileReparsePointInformation",
    bytes: `${FILE_ID_64_HEX} 0c0000a0 00000000`,
    value: { fileReference: 0x0102030405060708n, tag: 0xa000000c },
    decode: decodeReparsePointInformation,
    encode: encodeReparsePointInformation,
  }),
  body({
    name: "FileNetworkOpenInformation",
    bytes: `${TIMES_HEX} 0010000000000000 0500000000000000 20000000 00000000`,
    value: { ...TIMES, allocationSize: 4096, endOfFile: 5, fileAttributes: 0x20 },
    decode: decodeNetworkOpenInformation,
    encode: encodeNetworkOpenInformation,
  }),
  body({
    name: "FilePosixInformation",
    bytes: `${TIMES_HEX} 0500000000000000 0010000000000000 20000000 ${FILE_ID_64_HEX} 02010000 00000000
      02000000 00000000 a4010000
      01 02 000000000016 01000000 e8030000 01 02 000000000016 02000000 64000000`,
    value: {
      ...TIMES,
      endOfFile: 5,
      allocationSize: 4096,
      fileAttributes: 0x20,
      inode: 0x0102030405060708n,
      deviceId: 0x102,
      linkCount: 2,
      reparseTag: 0,
      mode: 0o644,
      owner: makeSid(22, [1, 1000]),
      group: makeSid(22, [2, 100]),
    },
    decode: decodePosixInformation,
    encode: encodePosixInformation,
  }),
  body({
    name: "FileAttributeTagInformation",
    bytes: "00040000 0c0000a0",
    value: { fileAttributes: 0x400, reparseTag: 0xa000000c },
    decode: decodeAttributeTagInformation,
    encode: encodeAttributeTagInformation,
  }),
  body({
    name: "FileHardLinkInformation of two",
    bytes: `3e000000 02000000
      20000000 00000000 ${FILE_ID_64_HEX} 05000000 ${NAME_HEX} 0000
      00000000 00000000 ${FILE_ID_64_HEX} 01000000 ${utf16("b")}`,
    value: {
      bytesNeeded: 62,
      entries: [
        { parentFileId: 0x0102030405060708n, fileName: "a.txt" },
        { parentFileId: 0x0102030405060708n, fileName: "b" },
      ],
    },
    decode: decodeHardLinkInformation,
    encode: encodeHardLinkInformation,
  }),
  body({
    name: "FileStandardLinkInformation",
    bytes: "02000000 02000000 00 01 0000",
    value: {
      numberOfAccessibleLinks: 2,
      totalNumberOfLinks: 2,
      deletePending: false,
      directory: true,
    },
    decode: decodeStandardLinkInformation,
    encode: encodeStandardLinkInformation,
  }),
  body({
    name: "FileIdInformation",
    bytes: `0100000000000000 ${FILE_ID_64_HEX} 0000000000000000`,
    value: { volumeSerialNumber: 1n, fileId: "08070605040302010000000000000000" },
    decode: decodeIdInformation,
    encode: encodeIdInformation,
  }),
  body({
    name: "FILE_NOTIFY_INFORMATION of two",
    bytes: `18000000 04000000 0a000000 ${NAME_HEX} 0000 00000000 05000000 02000000 ${utf16("b")}`,
    value: [
      { action: 4, fileName: "a.txt" },
      { action: 5, fileName: "b" },
    ],
    decode: refuseEmpty(decodeNotifyList),
    encode: encodeNotifyList,
    covers: [decodeNotifyList, encodeNotifyList],
  }),
];
