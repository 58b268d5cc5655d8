/** NetrFileEnum. [MS-SRVS] 2.2.4.6 to 2.2.4.9, 3.1.4.2. For administrators. */

import { ndrArray } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import type { RpcFile } from "../rpc-directory.ts";
import { RPC_RESPONSE_BYTES_MAX } from "../rpc-limits.ts";
import { resumed } from "./resumed.ts";
import { ERROR_ACCESS_DENIED, ERROR_INVALID_LEVEL } from "./win32-error.ts";

const text = ndrUnique(ndrWideString);
const LEVEL_2 = { id: ndrU32 };
const LEVEL_3 = { ...LEVEL_2, permissions: ndrU32, lockCount: ndrU32, path: text, userName: text };

function container<T>(info: Parameters<typeof ndrArray<T>>[0]) {
  return ndrUnique(ndrStruct({ entriesRead: ndrU32, buffer: ndrUnique(ndrArray(info)) }));
}

export const ndrFileEnum = ndrStruct({
  level: ndrU32,
  files: ndrUnion(ndrU32, {
    2: container(ndrStruct(LEVEL_2)),
    3: container(ndrStruct(LEVEL_3)),
  }),
});

type FileEnum = NdrValue<typeof ndrFileEnum>;

/** One page may hold this much, whatever the client prefers: the rest has to fit in a response, too. */
const PAGE_BYTES_MAX = RPC_RESPONSE_BYTES_MAX / 4;

export function answerFileEnum(
  cx: RpcContext,
  request: {
    readonly basePath: string | null;
    readonly userName: string | null;
    readonly info: FileEnum;
    readonly preferredBytesMax: number;
    readonly resumeHandle: number | null;
  },
) {
  const { info, resumeHandle } = request;
  const failed = (result: number) => ({
    info: { level: info.level, files: { tag: info.files.tag, value: null } },
    totalEntries: 0,
    resumeHandle,
    result,
  });
  if (info.files.tag !== info.level) return failed(ERROR_INVALID_LEVEL);
  if (!cx.caller.isAdministrator) return failed(ERROR_ACCESS_DENIED);
  const chosen = cx.directory.files().filter((file) => isChosen(file, request));
  const bytesMax = Math.min(request.preferredBytesMax, PAGE_BYTES_MAX);
  const page = resumed(chosen, resumeHandle, bytesMax, entryBytes);
  const value = { entriesRead: page.entries.length, buffer: [...page.entries] };
  return {
    info: { level: info.level, files: { tag: info.files.tag, value } },
    totalEntries: page.total,
    resumeHandle: page.resumeHandle,
    result: page.result,
  };
}

// [MS-SRVS] 3.1.4.2: the path is a prefix, the user's name is whole.
function isChosen(
  file: RpcFile,
  by: { readonly basePath: string | null; readonly userName: string | null },
): boolean {
  const basePath = (by.basePath ?? "").toUpperCase();
  const user = (by.userName ?? "").toUpperCase();
  return (
    file.path.toUpperCase().startsWith(basePath) &&
    (user === "" || user === file.userName.toUpperCase())
  );
}

/** With the headers of its two texts and their padding. */
function entryBytes(file: RpcFile): number {
  return 64 + 2 * (file.path.length + file.userName.length);
}
