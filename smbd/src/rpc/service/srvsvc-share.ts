/** NetrShareEnum and NetrShareGetInfo. [MS-SRVS] 2.2.4.22 to 2.2.4.38, 3.1.4.8, 3.1.4.10. */

import { ndrArray, ndrBytes } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import type { RpcShare } from "../rpc-directory.ts";
import { resumed } from "./resumed.ts";
import {
  ERROR_ACCESS_DENIED,
  ERROR_INVALID_LEVEL,
  ERROR_SUCCESS,
  NERR_NET_NAME_NOT_FOUND,
} from "./win32-error.ts";

const text = ndrUnique(ndrWideString);

const LEVEL_0 = { netName: text };
const LEVEL_1 = { ...LEVEL_0, type: ndrU32, remark: text };
const LEVEL_2 = {
  ...LEVEL_1,
  permissions: ndrU32,
  usesMax: ndrU32,
  currentUses: ndrU32,
  path: text,
  password: text,
};
const DESCRIPTOR = { descriptorBytes: ndrU32, descriptor: ndrUnique(ndrBytes) };

const info0 = ndrStruct(LEVEL_0);
const info1 = ndrStruct(LEVEL_1);
const info2 = ndrStruct(LEVEL_2);
const info501 = ndrStruct({ ...LEVEL_1, flags: ndrU32 });
const info502 = ndrStruct({ ...LEVEL_2, ...DESCRIPTOR });
const info503 = ndrStruct({ ...LEVEL_2, serverName: text, ...DESCRIPTOR });
const info1005 = ndrStruct({ flags: ndrU32 });

/** EntriesRead, which the array's own count repeats. */
function container<T>(info: Parameters<typeof ndrArray<T>>[0]) {
  return ndrUnique(ndrStruct({ entriesRead: ndrU32, buffer: ndrUnique(ndrArray(info)) }));
}

export const ndrShareEnum = ndrStruct({
  level: ndrU32,
  shares: ndrUnion(ndrU32, {
    0: container(info0),
    1: container(info1),
    2: container(info2),
    501: container(info501),
    502: container(info502),
    503: container(info503),
  }),
});

export const ndrShareInfo = ndrUnion(ndrU32, {
  0: ndrUnique(info0),
  1: ndrUnique(info1),
  2: ndrUnique(info2),
  501: ndrUnique(info501),
  502: ndrUnique(info502),
  503: ndrUnique(info503),
  1005: ndrUnique(info1005),
});

type ShareEnum = NdrValue<typeof ndrShareEnum>;
type ShareInfo = NdrValue<typeof ndrShareInfo>;

export function answerShareEnum(
  cx: RpcContext,
  request: {
    readonly info: ShareEnum;
    readonly preferredBytesMax: number;
    readonly resumeHandle: number | null;
  },
) {
  const { level } = request.info;
  const listed = [...cx.directory.listedShares()];
  const page = resumed(listed, request.resumeHandle, request.preferredBytesMax, shareBytes);
  const refusal = refusalOf(cx, level);
  if (refusal !== ERROR_SUCCESS || request.info.shares.tag !== level) {
    const result = refusal === ERROR_SUCCESS ? ERROR_INVALID_LEVEL : refusal;
    const info: ShareEnum = { level, shares: { tag: request.info.shares.tag, value: null } };
    return { info, totalEntries: 0, resumeHandle: request.resumeHandle, result };
  }
  const info: ShareEnum = { level, shares: sharesAt(cx, level, page.entries) };
  return { info, totalEntries: page.total, resumeHandle: page.resumeHandle, result: page.result };
}

export function answerShareGetInfo(
  cx: RpcContext,
  request: { readonly netName: string; readonly level: number },
): { info: ShareInfo; result: number } {
  const { level } = request;
  const failed = (result: number) => ({ info: nothingAt(level), result });
  const refusal = level === 1005 ? ERROR_SUCCESS : refusalOf(cx, level);
  if (refusal !== ERROR_SUCCESS) return failed(refusal);
  const share = cx.directory.share(request.netName);
  if (share === null) return failed(NERR_NET_NAME_NOT_FOUND);
  return { info: shareAt(cx, level, share), result: ERROR_SUCCESS };
}

/** [MS-SRVS] 3.1.4.8: levels that show paths and descriptors are for administrators. */
function refusalOf(cx: RpcContext, level: number): number {
  if (level === 0 || level === 1 || level === 501) return ERROR_SUCCESS;
  if (level !== 2 && level !== 502 && level !== 503) return ERROR_INVALID_LEVEL;
  return cx.caller.isAdministrator ? ERROR_SUCCESS : ERROR_ACCESS_DENIED;
}

function sharesAt(cx: RpcContext, level: number, shares: readonly RpcShare[]): ShareEnum["shares"] {
  const list = <T>(entry: (share: RpcShare) => T) => ({
    entriesRead: shares.length,
    buffer: shares.map(entry),
  });
  switch (level) {
    case 0:
      return { tag: 0, value: list(fields1) };
    case 1:
      return { tag: 1, value: list(fields1) };
    case 501:
      return { tag: 501, value: list((share) => ({ ...fields1(share), flags: flagsOf(share) })) };
    case 502:
      return { tag: 502, value: list((share) => ({ ...fields2(share), ...descriptor(share) })) };
    case 503:
      return { tag: 503, value: list((share) => fields503(cx, share)) };
    default:
      return { tag: 2, value: list(fields2) };
  }
}

function shareAt(cx: RpcContext, level: number, share: RpcShare): ShareInfo {
  switch (level) {
    case 0:
      return { tag: 0, value: fields1(share) };
    case 1:
      return { tag: 1, value: fields1(share) };
    case 501:
      return { tag: 501, value: { ...fields1(share), flags: flagsOf(share) } };
    case 502:
      return { tag: 502, value: { ...fields2(share), ...descriptor(share) } };
    case 503:
      return { tag: 503, value: fields503(cx, share) };
    case 1005:
      return { tag: 1005, value: { flags: flagsOf(share) } };
    default:
      return { tag: 2, value: fields2(share) };
  }
}

/** An answer without information still names an arm; level 0 stands in for a level that has none. */
function nothingAt(level: number): ShareInfo {
  const known = [1, 2, 501, 502, 503, 1005] as const;
  return { tag: known.find((each) => each === level) ?? 0, value: null };
}

const STYPE_DISKTREE = 0;
const STYPE_IPC = 3;
const STYPE_SPECIAL = 0x80000000;
/** SHI1005_FLAGS. [MS-SRVS] 2.2.4.29. */
const FLAGS_ACCESS_BASED_DIRECTORY_ENUM = 0x0800;
const FLAGS_ENCRYPT_DATA = 0x8000;
const USES_UNLIMITED = 0xffffffff;

function fields1(share: RpcShare) {
  const kind = share.kind === "ipc" ? STYPE_IPC : STYPE_DISKTREE;
  const special = share.kind === "ipc" || share.name.endsWith("$") ? STYPE_SPECIAL : 0;
  return { netName: share.name, type: kind + special, remark: share.comment };
}

function fields2(share: RpcShare) {
  return {
    ...fields1(share),
    permissions: 0,
    usesMax: USES_UNLIMITED,
    currentUses: share.userCount,
    path: share.path,
    password: null,
  };
}

function descriptor({ securityDescriptor }: RpcShare) {
  return { descriptorBytes: securityDescriptor?.length ?? 0, descriptor: securityDescriptor };
}

function fields503(cx: RpcContext, share: RpcShare) {
  return { ...fields2(share), serverName: cx.directory.server.name, ...descriptor(share) };
}

function flagsOf(share: RpcShare): number {
  return (
    (share.isEncryptionRequired ? FLAGS_ENCRYPT_DATA : 0) |
    (share.isAccessBasedEnumeration ? FLAGS_ACCESS_BASED_DIRECTORY_ENUM : 0)
  );
}

function shareBytes(share: RpcShare): number {
  return 64 + 2 * (share.name.length + share.comment.length + share.path.length);
}
