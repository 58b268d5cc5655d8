/** The Workstation Service: the machine's name and workgroup. [MS-WKST] 3.2.4.1. */
import { rpcCall, rpcInterface } from "../interface.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import { ERROR_ACCESS_DENIED, ERROR_INVALID_LEVEL, ERROR_SUCCESS } from "./win32-error.ts";

const text = ndrUnique(ndrWideString);
const LEVEL_100 = {
  platformId: ndrU32,
  computerName: text,
  workgroup: text,
  versionMajor: ndrU32,
  versionMinor: ndrU32,
};
const LEVEL_101 = { ...LEVEL_100, lanRoot: text };
const LEVEL_102 = { ...LEVEL_101, loggedOnUsers: ndrU32 };

const ndrWkstaInfo = ndrUnion(ndrU32, {
  100: ndrUnique(ndrStruct(LEVEL_100)),
  101: ndrUnique(ndrStruct(LEVEL_101)),
  102: ndrUnique(ndrStruct(LEVEL_102)),
});

const PLATFORM_ID_NT = 500;

export const wkssvc = rpcInterface(
  "wkssvc",
  { uuid: "6bffd098-a112-3610-9833-46c3f87e345a", major: 1, minor: 0 },
  [
    rpcCall(
      0,
      "NetrWkstaGetInfo",
      { serverName: ndrUnique(ndrWideString), level: ndrU32 },
      { info: ndrWkstaInfo, result: ndrU32 },
      answerWkstaGetInfo,
    ),
  ],
);

function answerWkstaGetInfo(
  cx: RpcContext,
  { level }: { readonly level: number },
): { info: NdrValue<typeof ndrWkstaInfo>; result: number } {
  const directory = cx.directory;
  const fields100 = {
    platformId: PLATFORM_ID_NT,
    computerName: directory.server.name,
    workgroup: directory.server.workgroup,
    versionMajor: 10,
    versionMinor: 0,
  };
  if (level === 100) return { info: { tag: 100, value: fields100 }, result: ERROR_SUCCESS };
  if (level === 101) {
    if (cx.caller.isAnonymous) {
      return { info: { tag: 101, value: null }, result: ERROR_ACCESS_DENIED };
    }
    return { info: { tag: 101, value: { ...fields100, lanRoot: "" } }, result: ERROR_SUCCESS };
  }
  if (level !== 102) return { info: { tag: 100, value: null }, result: ERROR_INVALID_LEVEL };
  if (!cx.caller.isAdministrator) {
    return { info: { tag: 102, value: null }, result: ERROR_ACCESS_DENIED };
  }
  const value = { ...fields100, lanRoot: "", loggedOnUsers: directory.sessions().length };
  return { info: { tag: 102, value }, result: ERROR_SUCCESS };
}
