/** TREE_CONNECT. [MS-SMB2] 2.2.9 and 2.2.10. */
import { HEADER_BYTES } from "../header.ts";
import type { Reader } from "../reader.ts";
import { WIRE_CHAIN, WIRE_OFFSET, WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const TREE_CONNECT_FLAG_CLUSTER_RECONNECT = 0x0001;
export const TREE_CONNECT_FLAG_REDIRECT_TO_OWNER = 0x0002;
export const TREE_CONNECT_FLAG_EXTENSION_PRESENT = 0x0004;

export const TREE_CONNECT_CONTEXT_REMOTED_IDENTITY = 0x0001;

export const SHARE_TYPE_DISK = 0x01;
export const SHARE_TYPE_PIPE = 0x02;
export const SHARE_TYPE_PRINT = 0x03;

export const SHAREFLAG_MANUAL_CACHING = 0x00000000;
export const SHAREFLAG_AUTO_CACHING = 0x00000010;
export const SHAREFLAG_VDO_CACHING = 0x00000020;
export const SHAREFLAG_NO_CACHING = 0x00000030;
export const SHAREFLAG_DFS = 0x00000001;
export const SHAREFLAG_DFS_ROOT = 0x00000002;
export const SHAREFLAG_RESTRICT_EXCLUSIVE_OPENS = 0x00000100;
export const SHAREFLAG_FORCE_SHARED_DELETE = 0x00000200;
export const SHAREFLAG_ALLOW_NAMESPACE_CACHING = 0x00000400;
export const SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM = 0x00000800;
export const SHAREFLAG_FORCE_LEVELII_OPLOCK = 0x00001000;
export const SHAREFLAG_ENABLE_HASH_V1 = 0x00002000;
export const SHAREFLAG_ENABLE_HASH_V2 = 0x00004000;
export const SHAREFLAG_ENCRYPT_DATA = 0x00008000;
export const SHAREFLAG_IDENTITY_REMOTING = 0x00040000;
export const SHAREFLAG_COMPRESS_DATA = 0x00100000;
export const SHAREFLAG_ISOLATED_TRANSPORT = 0x00200000;

export const SHARE_CAP_DFS = 0x00000008;
export const SHARE_CAP_CONTINUOUS_AVAILABILITY = 0x00000010;
export const SHARE_CAP_SCALEOUT = 0x00000020;
export const SHARE_CAP_CLUSTER = 0x00000040;
export const SHARE_CAP_ASYMMETRIC = 0x00000080;
export const SHARE_CAP_REDIRECT_TO_OWNER = 0x00000100;

/** One type is defined; the limit only bounds the work. */
export const TREE_CONNECT_CONTEXTS_MAX = 16;

export interface TreeConnectContext {
  readonly type: number;
  readonly dataView: Uint8Array;
}

export interface TreeConnectRequest {
  readonly flags: number;
  /** As sent: \\server\share. */
  readonly path: string;
  /** [MS-SMB2] 2.2.9.1: present with EXTENSION_PRESENT, else empty. */
  readonly contexts: readonly TreeConnectContext[];
}

export interface TreeConnectResponse {
  readonly shareType: number;
  readonly shareFlags: number;
  readonly capabilities: number;
  readonly maximalAccess: number;
}

const REQUEST_FIXED = 8;
const EXTENSION_FIXED = 16;

export function decodeTreeConnectRequest(reader: Reader): TreeConnectRequest {
  if (reader.u16() !== 9) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u16();
  const pathOffset = reader.u16();
  const pathLength = reader.u16();
  const fixedEnd = HEADER_BYTES + REQUEST_FIXED;
  const isExtended = (flags & TREE_CONNECT_FLAG_EXTENSION_PRESENT) !== 0;
  if (!isExtended) {
    const path = reader.slice(0, pathOffset, pathLength, fixedEnd).utf16(pathLength);
    return { flags, path, contexts: [] };
  }
  const contextOffset = reader.u32();
  const contextCount = reader.u16();
  reader.skip(10);
  const extensionEnd = fixedEnd + EXTENSION_FIXED;
  const path = reader.slice(0, pathOffset, pathLength, extensionEnd).utf16(pathLength);
  const contexts = decodeContexts(reader, contextOffset, contextCount, extensionEnd);
  return { flags, path, contexts };
}

export function encodeTreeConnectRequest(writer: Writer, request: TreeConnectRequest): void {
  const body = writer.position;
  const isExtended = (request.flags & TREE_CONNECT_FLAG_EXTENSION_PRESENT) !== 0;
  const pathOffset = HEADER_BYTES + REQUEST_FIXED + (isExtended ? EXTENSION_FIXED : 0);
  writer
    .u16(9)
    .u16(request.flags)
    .u16(pathOffset)
    .u16(2 * request.path.length);
  if (!isExtended) {
    writer.utf16(request.path);
    return;
  }
  const offsetAt = writer.position;
  writer.u32(0).u16(request.contexts.length).zeros(10).utf16(request.path);
  if (request.contexts.length > 0) {
    writer.align(8, body);
    writer.patchU32(offsetAt, writer.position - body);
  }
  for (const context of request.contexts) {
    writer.align(8, body);
    writer.u16(context.type).u16(context.dataView.length).u32(0).put(context.dataView);
  }
}

export function decodeTreeConnectResponse(reader: Reader): TreeConnectResponse {
  if (reader.u16() !== 16) throw WIRE_STRUCTURE_SIZE;
  const shareType = reader.u8();
  reader.skip(1);
  return {
    shareType,
    shareFlags: reader.u32(),
    capabilities: reader.u32(),
    maximalAccess: reader.u32(),
  };
}

export function encodeTreeConnectResponse(writer: Writer, response: TreeConnectResponse): void {
  writer.u16(16).u8(response.shareType).u8(0).u32(response.shareFlags);
  writer.u32(response.capabilities).u32(response.maximalAccess);
}

// [MS-SMB2] 2.2.9.1: TreeConnectContextOffset counts from the start of the TREE_CONNECT request itself.
function decodeContexts(
  reader: Reader,
  offset: number,
  count: number,
  minimum: number,
): readonly TreeConnectContext[] {
  if (count === 0) return [];
  if (count > TREE_CONNECT_CONTEXTS_MAX) throw WIRE_CHAIN;
  const start = HEADER_BYTES + offset;
  if (start < minimum) throw WIRE_OFFSET;
  reader.seek(start);
  const contexts: TreeConnectContext[] = [];
  for (let i = 0; i < count; i++) {
    const over = (reader.position - start) % 8;
    if (over !== 0) reader.skip(8 - over);
    const type = reader.u16();
    const dataLength = reader.u16();
    reader.skip(4);
    contexts.push({ type, dataView: reader.view(dataLength) });
  }
  return contexts;
}
