/**
 * The control codes that are answered, and what each needs. A code without a row is not supported:
 * STATUS_INVALID_DEVICE_REQUEST, as a file system without it answers. [MS-FSA] 2.1.5.10.
 */
import * as code from "../../wire/fsctl/code.ts";
import {
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
} from "../../wire/security/access-mask.ts";
import {
  STATUS_FS_DRIVER_REQUIRED,
  STATUS_HASH_NOT_SUPPORTED,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { answerIoctl } from "./answer.ts";
import { handleGetCompression, handleSetCompression } from "./compression.ts";
import { handleDuplicateExtents, handleDuplicateExtentsEx } from "./duplicate-extents.ts";
import { handleFileLevelTrim } from "./file-level-trim.ts";
import { handleGetIntegrity, handleSetIntegrity, handleSetIntegrityEx } from "./integrity.ts";
import { handleRequestResiliency } from "./lmr-request-resiliency.ts";
import { handleNetworkInterfaceInfo } from "./network-interface-info.ts";
import { handleGetNtfsVolumeData } from "./ntfs-volume-data.ts";
import {
  handleCreateOrGetObjectId,
  handleDeleteObjectId,
  handleGetObjectId,
  handleSetObjectId,
  handleSetObjectIdExtended,
} from "./object-id.ts";
import { handleOffloadRead } from "./offload-read.ts";
import { handleOffloadWrite } from "./offload-write.ts";
import { handlePipePeek } from "./pipe-peek.ts";
import { handlePipeTransceive } from "./pipe-transceive.ts";
import { handlePipeWait } from "./pipe-wait.ts";
import { handleQueryAllocatedRanges } from "./query-allocated-ranges.ts";
import { handleQueryFileRegions } from "./query-file-regions.ts";
import { handleReadFileUsnData } from "./read-file-usn-data.ts";
import {
  handleDeleteReparsePoint,
  handleGetReparsePoint,
  handleSetReparsePoint,
} from "./reparse-point.ts";
import type { IoctlRow } from "./row.ts";
import { handleSetSparse } from "./set-sparse.ts";
import { handleSetZeroData } from "./set-zero-data.ts";
import { handleSrvCopychunk, handleSrvCopychunkWrite } from "./srv-copychunk.ts";
import { handleEnumerateSnapshots } from "./srv-enumerate-snapshots.ts";
import { handleRequestResumeKey } from "./srv-request-resume-key.ts";
import { handleValidateNegotiateInfo } from "./validate-negotiate-info.ts";

const WRITE = FILE_WRITE_DATA | FILE_APPEND_DATA;

export const IOCTLS: ReadonlyMap<number, IoctlRow> = new Map<number, IoctlRow>([
  // No DFS: [MS-SMB2] 3.3.5.15.2.
  [
    code.FSCTL_DFS_GET_REFERRALS,
    {
      name: "DFS_GET_REFERRALS",
      on: "none",
      accessAny: 0,
      handle: () => STATUS_FS_DRIVER_REQUIRED,
    },
  ],
  [
    code.FSCTL_DFS_GET_REFERRALS_EX,
    {
      name: "DFS_GET_REFERRALS_EX",
      on: "none",
      accessAny: 0,
      handle: () => STATUS_FS_DRIVER_REQUIRED,
    },
  ],
  [
    code.FSCTL_PIPE_TRANSCEIVE,
    {
      name: "PIPE_TRANSCEIVE",
      on: "pipe",
      accessAny: FILE_READ_DATA | FILE_WRITE_DATA,
      handle: handlePipeTransceive,
    },
  ],
  [
    code.FSCTL_PIPE_PEEK,
    { name: "PIPE_PEEK", on: "pipe", accessAny: FILE_READ_DATA, handle: handlePipePeek },
  ],
  [code.FSCTL_PIPE_WAIT, { name: "PIPE_WAIT", on: "none", accessAny: 0, handle: handlePipeWait }],
  [
    code.FSCTL_VALIDATE_NEGOTIATE_INFO,
    {
      name: "VALIDATE_NEGOTIATE_INFO",
      on: "none",
      accessAny: 0,
      handle: handleValidateNegotiateInfo,
    },
  ],
  [
    code.FSCTL_QUERY_NETWORK_INTERFACE_INFO,
    {
      name: "QUERY_NETWORK_INTERFACE_INFO",
      on: "none",
      accessAny: 0,
      handle: handleNetworkInterfaceInfo,
    },
  ],
  [
    code.FSCTL_SRV_REQUEST_RESUME_KEY,
    { name: "SRV_REQUEST_RESUME_KEY", on: "file", accessAny: 0, handle: handleRequestResumeKey },
  ],
  [
    code.FSCTL_LMR_REQUEST_RESILIENCY,
    {
      name: "LMR_REQUEST_RESILIENCY",
      on: "file",
      accessAny: 0,
      handle: handleRequestResiliency,
    },
  ],
  [
    code.FSCTL_SRV_COPYCHUNK,
    {
      name: "SRV_COPYCHUNK",
      on: "file",
      accessAny: WRITE,
      changesData: true,
      handle: handleSrvCopychunk,
    },
  ],
  [
    code.FSCTL_SRV_COPYCHUNK_WRITE,
    {
      name: "SRV_COPYCHUNK_WRITE",
      on: "file",
      accessAny: WRITE,
      changesData: true,
      handle: handleSrvCopychunkWrite,
    },
  ],
  [
    code.FSCTL_SRV_ENUMERATE_SNAPSHOTS,
    {
      name: "SRV_ENUMERATE_SNAPSHOTS",
      on: "file",
      accessAny: 0,
      handle: handleEnumerateSnapshots,
    },
  ],
  [
    code.FSCTL_SRV_READ_HASH,
    { name: "SRV_READ_HASH", on: "file", accessAny: 0, handle: () => STATUS_HASH_NOT_SUPPORTED },
  ],
  [
    code.FSCTL_SET_SPARSE,
    {
      name: "SET_SPARSE",
      on: "data",
      accessAny: WRITE | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetSparse,
    },
  ],
  [
    code.FSCTL_SET_ZERO_DATA,
    {
      name: "SET_ZERO_DATA",
      on: "data",
      accessAny: FILE_WRITE_DATA,
      changesData: true,
      handle: handleSetZeroData,
    },
  ],
  [
    code.FSCTL_QUERY_ALLOCATED_RANGES,
    {
      name: "QUERY_ALLOCATED_RANGES",
      on: "data",
      accessAny: FILE_READ_DATA,
      handle: handleQueryAllocatedRanges,
    },
  ],
  [
    code.FSCTL_QUERY_FILE_REGIONS,
    { name: "QUERY_FILE_REGIONS", on: "data", accessAny: 0, handle: handleQueryFileRegions },
  ],
  [
    code.FSCTL_GET_INTEGRITY_INFORMATION,
    { name: "GET_INTEGRITY_INFORMATION", on: "file", accessAny: 0, handle: handleGetIntegrity },
  ],
  [
    code.FSCTL_SET_INTEGRITY_INFORMATION,
    {
      name: "SET_INTEGRITY_INFORMATION",
      on: "file",
      accessAny: FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetIntegrity,
    },
  ],
  [
    code.FSCTL_SET_INTEGRITY_INFORMATION_EX,
    {
      name: "SET_INTEGRITY_INFORMATION_EX",
      on: "file",
      accessAny: FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetIntegrityEx,
    },
  ],
  [
    code.FSCTL_DUPLICATE_EXTENTS_TO_FILE,
    {
      name: "DUPLICATE_EXTENTS_TO_FILE",
      on: "data",
      accessAny: FILE_WRITE_DATA,
      changesData: true,
      handle: handleDuplicateExtents,
    },
  ],
  [
    code.FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX,
    {
      name: "DUPLICATE_EXTENTS_TO_FILE_EX",
      on: "data",
      accessAny: FILE_WRITE_DATA,
      changesData: true,
      handle: handleDuplicateExtentsEx,
    },
  ],
  [
    code.FSCTL_OFFLOAD_READ,
    {
      name: "OFFLOAD_READ",
      on: "data",
      accessAny: FILE_READ_DATA | FILE_EXECUTE,
      handle: handleOffloadRead,
    },
  ],
  [
    code.FSCTL_OFFLOAD_WRITE,
    {
      name: "OFFLOAD_WRITE",
      on: "data",
      accessAny: FILE_WRITE_DATA,
      changesData: true,
      handle: handleOffloadWrite,
    },
  ],
  [
    code.FSCTL_FILE_LEVEL_TRIM,
    {
      name: "FILE_LEVEL_TRIM",
      on: "data",
      accessAny: FILE_WRITE_DATA,
      changesData: true,
      handle: handleFileLevelTrim,
    },
  ],
  [
    code.FSCTL_CREATE_OR_GET_OBJECT_ID,
    {
      name: "CREATE_OR_GET_OBJECT_ID",
      on: "file",
      accessAny: 0,
      handle: handleCreateOrGetObjectId,
    },
  ],
  [
    code.FSCTL_GET_OBJECT_ID,
    { name: "GET_OBJECT_ID", on: "file", accessAny: 0, handle: handleGetObjectId },
  ],
  [
    code.FSCTL_SET_OBJECT_ID,
    {
      name: "SET_OBJECT_ID",
      on: "file",
      accessAny: WRITE | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetObjectId,
    },
  ],
  // [MS-FSCC] 2.3.4: write access, or write attributes access.
  [
    code.FSCTL_SET_OBJECT_ID_EXTENDED,
    {
      name: "SET_OBJECT_ID_EXTENDED",
      on: "file",
      accessAny: WRITE | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetObjectIdExtended,
    },
  ],
  [
    code.FSCTL_DELETE_OBJECT_ID,
    {
      name: "DELETE_OBJECT_ID",
      on: "file",
      accessAny: WRITE | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleDeleteObjectId,
    },
  ],
  [
    code.FSCTL_GET_REPARSE_POINT,
    { name: "GET_REPARSE_POINT", on: "file", accessAny: 0, handle: handleGetReparsePoint },
  ],
  [
    code.FSCTL_SET_REPARSE_POINT,
    {
      name: "SET_REPARSE_POINT",
      on: "file",
      accessAny: FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleSetReparsePoint,
    },
  ],
  [
    code.FSCTL_DELETE_REPARSE_POINT,
    {
      name: "DELETE_REPARSE_POINT",
      on: "file",
      accessAny: FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
      changesMetadata: true,
      handle: handleDeleteReparsePoint,
    },
  ],
  [
    code.FSCTL_GET_COMPRESSION,
    { name: "GET_COMPRESSION", on: "file", accessAny: 0, handle: handleGetCompression },
  ],
  [
    code.FSCTL_SET_COMPRESSION,
    {
      name: "SET_COMPRESSION",
      on: "file",
      accessAny: FILE_WRITE_DATA,
      changesMetadata: true,
      handle: handleSetCompression,
    },
  ],
  // [MS-FSA] 2.1.5.10.12: any path name will do here, CREATE is where it is judged.
  [
    code.FSCTL_IS_PATHNAME_VALID,
    {
      name: "IS_PATHNAME_VALID",
      on: "file",
      accessAny: 0,
      handle: (cx, request) => answerIoctl(cx, request, STATUS_SUCCESS, () => {}),
    },
  ],
  // A volume is asked, and a file was named.
  [
    code.FSCTL_IS_VOLUME_DIRTY,
    { name: "IS_VOLUME_DIRTY", on: "file", accessAny: 0, handle: () => STATUS_INVALID_PARAMETER },
  ],
  [
    code.FSCTL_GET_NTFS_VOLUME_DATA,
    { name: "GET_NTFS_VOLUME_DATA", on: "file", accessAny: 0, handle: handleGetNtfsVolumeData },
  ],
  [
    code.FSCTL_READ_FILE_USN_DATA,
    { name: "READ_FILE_USN_DATA", on: "file", accessAny: 0, handle: handleReadFileUsnData },
  ],
]);
