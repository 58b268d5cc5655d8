/** NetrServerGetInfo. [MS-SRVS] 2.2.4.40 to 2.2.4.42, 3.1.4.17. */
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrI32, ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import { ERROR_ACCESS_DENIED, ERROR_INVALID_LEVEL, ERROR_SUCCESS } from "./win32-error.ts";

const text = ndrUnique(ndrWideString);
const LEVEL_100 = { platformId: ndrU32, name: text };
const LEVEL_101 = {
  ...LEVEL_100,
  versionMajor: ndrU32,
  versionMinor: ndrU32,
  type: ndrU32,
  comment: text,
};
const LEVEL_102 = {
  ...LEVEL_101,
  users: ndrU32,
  disconnectMinutes: ndrI32,
  hidden: ndrU32,
  announce: ndrU32,
  announceDelta: ndrU32,
  licenses: ndrU32,
  userPath: text,
};

export const ndrServerInfo = ndrUnion(ndrU32, {
  100: ndrUnique(ndrStruct(LEVEL_100)),
  101: ndrUnique(ndrStruct(LEVEL_101)),
  102: ndrUnique(ndrStruct(LEVEL_102)),
});

const PLATFORM_ID_NT = 500;
/** SV_TYPE_WORKSTATION | SV_TYPE_SERVER | SV_TYPE_NT | SV_TYPE_SERVER_NT. [MS-SRVS] 2.2.2.7. */
const SERVER_TYPE = 0x00000001 + 0x00000002 + 0x00001000 + 0x00008000;
/** SV_NODISC: idle sessions are not ended by a clock of this service. */
const NO_DISCONNECT = -1;

export function answerServerGetInfo(
  cx: RpcContext,
  { level }: { readonly level: number },
): { info: NdrValue<typeof ndrServerInfo>; result: number } {
  const directory = cx.directory;
  const fields100 = { platformId: PLATFORM_ID_NT, name: directory.server.name };
  const fields101 = {
    ...fields100,
    versionMajor: 10,
    versionMinor: 0,
    type: SERVER_TYPE,
    comment: directory.server.comment,
  };
  if (level === 100) return { info: { tag: 100, value: fields100 }, result: ERROR_SUCCESS };
  if (level === 101) return { info: { tag: 101, value: fields101 }, result: ERROR_SUCCESS };
  if (level !== 102) return { info: { tag: 100, value: null }, result: ERROR_INVALID_LEVEL };
  if (!cx.caller.isAdministrator) {
    return { info: { tag: 102, value: null }, result: ERROR_ACCESS_DENIED };
  }
  const fields102 = {
    ...fields101,
    users: directory.sessions().length,
    disconnectMinutes: NO_DISCONNECT,
    hidden: 0,
    announce: 240,
    announceDelta: 3000,
    licenses: 0,
    userPath: "C:\\",
  };
  return { info: { tag: 102, value: fields102 }, result: ERROR_SUCCESS };
}
