/** CREATE. [MS-SMB2] 2.2.13 and 2.2.14. */
import {
  type CreateContext,
  decodeCreateContexts,
  encodeCreateContexts,
} from "../context/create-context.ts";
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const OPLOCK_LEVEL_NONE = 0x00;
export const OPLOCK_LEVEL_II = 0x01;
export const OPLOCK_LEVEL_EXCLUSIVE = 0x08;
export const OPLOCK_LEVEL_BATCH = 0x09;
export const OPLOCK_LEVEL_LEASE = 0xff;

export const IMPERSONATION_ANONYMOUS = 0;
export const IMPERSONATION_IDENTIFICATION = 1;
export const IMPERSONATION_IMPERSONATION = 2;
export const IMPERSONATION_DELEGATE = 3;

export const FILE_SHARE_READ = 0x00000001;
export const FILE_SHARE_WRITE = 0x00000002;
export const FILE_SHARE_DELETE = 0x00000004;

export const FILE_SUPERSEDE = 0;
export const FILE_OPEN = 1;
export const FILE_CREATE = 2;
export const FILE_OPEN_IF = 3;
export const FILE_OVERWRITE = 4;
export const FILE_OVERWRITE_IF = 5;

export const FILE_DIRECTORY_FILE = 0x00000001;
export const FILE_WRITE_THROUGH = 0x00000002;
export const FILE_SEQUENTIAL_ONLY = 0x00000004;
export const FILE_NO_INTERMEDIATE_BUFFERING = 0x00000008;
export const FILE_SYNCHRONOUS_IO_ALERT = 0x00000010;
export const FILE_SYNCHRONOUS_IO_NONALERT = 0x00000020;
export const FILE_NON_DIRECTORY_FILE = 0x00000040;
export const FILE_CREATE_TREE_CONNECTION = 0x00000080;
export const FILE_COMPLETE_IF_OPLOCKED = 0x00000100;
export const FILE_NO_EA_KNOWLEDGE = 0x00000200;
export const FILE_OPEN_REMOTE_INSTANCE = 0x00000400;
export const FILE_RANDOM_ACCESS = 0x00000800;
export const FILE_DELETE_ON_CLOSE = 0x00001000;
export const FILE_OPEN_BY_FILE_ID = 0x00002000;
export const FILE_OPEN_FOR_BACKUP_INTENT = 0x00004000;
export const FILE_NO_COMPRESSION = 0x00008000;
export const FILE_OPEN_REQUIRING_OPLOCK = 0x00010000;
export const FILE_DISALLOW_EXCLUSIVE = 0x00020000;
export const FILE_RESERVE_OPFILTER = 0x00100000;
export const FILE_OPEN_REPARSE_POINT = 0x00200000;
export const FILE_OPEN_NO_RECALL = 0x00400000;
export const FILE_OPEN_FOR_FREE_SPACE_QUERY = 0x00800000;

export const FILE_SUPERSEDED = 0;
export const FILE_OPENED = 1;
export const FILE_CREATED = 2;
export const FILE_OVERWRITTEN = 3;

export const CREATE_FLAG_REPARSEPOINT = 0x01;

export interface CreateRequest {
  readonly requestedOplockLevel: number;
  readonly impersonationLevel: number;
  readonly desiredAccess: number;
  readonly fileAttributes: number;
  readonly shareAccess: number;
  readonly createDisposition: number;
  readonly createOptions: number;
  /** Relative to the share root, as sent. */
  readonly name: string;
  readonly contexts: readonly CreateContext[];
}

export interface CreateResponse {
  readonly oplockLevel: number;
  readonly flags: number;
  readonly createAction: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: number;
  readonly endOfFile: number;
  readonly fileAttributes: number;
  readonly fileId: FileId;
  readonly contexts: readonly CreateContext[];
}

const REQUEST_FIXED = 56;
const RESPONSE_FIXED = 88;

export function decodeCreateRequest(reader: Reader): CreateRequest {
  if (reader.u16() !== 57) throw WIRE_STRUCTURE_SIZE;
  // SecurityFlags, SmbCreateFlags and Reserved say nothing: servers ignore them.
  reader.skip(1);
  const requestedOplockLevel = reader.u8();
  const impersonationLevel = reader.u32();
  reader.skip(16);
  const desiredAccess = reader.u32();
  const fileAttributes = reader.u32();
  const shareAccess = reader.u32();
  const createDisposition = reader.u32();
  const createOptions = reader.u32();
  const nameOffset = reader.u16();
  const nameLength = reader.u16();
  const contextsOffset = reader.u32();
  const contextsLength = reader.u32();
  const fixedEnd = HEADER_BYTES + REQUEST_FIXED;
  return {
    requestedOplockLevel,
    impersonationLevel,
    desiredAccess,
    fileAttributes,
    shareAccess,
    createDisposition,
    createOptions,
    name: reader.slice(0, nameOffset, nameLength, fixedEnd).utf16(nameLength),
    contexts: decodeCreateContexts(reader.slice(0, contextsOffset, contextsLength, fixedEnd)),
  };
}

export function encodeCreateRequest(writer: Writer, request: CreateRequest): void {
  const body = writer.position;
  writer.u16(57).u8(0).u8(request.requestedOplockLevel).u32(request.impersonationLevel).zeros(16);
  writer.u32(request.desiredAccess).u32(request.fileAttributes).u32(request.shareAccess);
  writer.u32(request.createDisposition).u32(request.createOptions);
  writer.u16(HEADER_BYTES + REQUEST_FIXED).u16(2 * request.name.length);
  const contextsAt = writer.position;
  writer.zeros(8).utf16(request.name);
  // [MS-SMB2] 2.2.13: the buffer holds at least one byte, even for an empty name.
  if (request.name.length === 0) writer.zeros(8);
  patchContexts(writer, body, contextsAt, request.contexts);
}

export function decodeCreateResponse(reader: Reader): CreateResponse {
  if (reader.u16() !== 89) throw WIRE_STRUCTURE_SIZE;
  const oplockLevel = reader.u8();
  const flags = reader.u8();
  const createAction = reader.u32();
  const creationTime = reader.u64Big();
  const lastAccessTime = reader.u64Big();
  const lastWriteTime = reader.u64Big();
  const changeTime = reader.u64Big();
  const allocationSize = reader.u64Safe();
  const endOfFile = reader.u64Safe();
  const fileAttributes = reader.u32();
  reader.skip(4);
  const fileId = decodeFileId(reader);
  const contextsOffset = reader.u32();
  const contextsLength = reader.u32();
  const contexts = reader.slice(0, contextsOffset, contextsLength, HEADER_BYTES + RESPONSE_FIXED);
  return {
    oplockLevel,
    flags,
    createAction,
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    allocationSize,
    endOfFile,
    fileAttributes,
    fileId,
    contexts: decodeCreateContexts(contexts),
  };
}

export function encodeCreateResponse(writer: Writer, response: CreateResponse): void {
  const body = writer.position;
  writer.u16(89).u8(response.oplockLevel).u8(response.flags).u32(response.createAction);
  writer.u64Big(response.creationTime).u64Big(response.lastAccessTime);
  writer.u64Big(response.lastWriteTime).u64Big(response.changeTime);
  writer.u64(response.allocationSize).u64(response.endOfFile).u32(response.fileAttributes).u32(0);
  encodeFileId(writer, response.fileId);
  const contextsAt = writer.position;
  writer.zeros(8);
  patchContexts(writer, body, contextsAt, response.contexts);
}

function patchContexts(
  writer: Writer,
  body: number,
  fieldsAt: number,
  contexts: readonly CreateContext[],
): void {
  if (contexts.length === 0) return;
  writer.align(8, body);
  const start = writer.position;
  encodeCreateContexts(writer, contexts);
  writer.patchU32(fieldsAt, start - body + HEADER_BYTES);
  writer.patchU32(fieldsAt + 4, writer.position - start);
}
