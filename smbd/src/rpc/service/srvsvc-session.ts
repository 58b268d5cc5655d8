/** NetrSessionEnum. [MS-SRVS] 2.2.4.10 to 2.2.4.21, 3.1.4.5. For administrators. */

import { ndrArray } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import type { RpcDirectory, RpcSession } from "../rpc-directory.ts";
import { resumed } from "./resumed.ts";
import {
  ERROR_ACCESS_DENIED,
  ERROR_INVALID_LEVEL,
  ERROR_SUCCESS,
  NERR_CLIENT_NAME_NOT_FOUND,
} from "./win32-error.ts";

const text = ndrUnique(ndrWideString);
const LEVEL_0 = { clientName: text };
const LEVEL_1 = {
  ...LEVEL_0,
  userName: text,
  openCount: ndrU32,
  seconds: ndrU32,
  idleSeconds: ndrU32,
  userFlags: ndrU32,
};
const LEVEL_2 = { ...LEVEL_1, clientType: text };
const LEVEL_10 = { ...LEVEL_0, userName: text, seconds: ndrU32, idleSeconds: ndrU32 };
const LEVEL_502 = { ...LEVEL_2, transport: text };

function container<T>(info: Parameters<typeof ndrArray<T>>[0]) {
  return ndrUnique(ndrStruct({ entriesRead: ndrU32, buffer: ndrUnique(ndrArray(info)) }));
}

export const ndrSessionEnum = ndrStruct({
  level: ndrU32,
  sessions: ndrUnion(ndrU32, {
    0: container(ndrStruct(LEVEL_0)),
    1: container(ndrStruct(LEVEL_1)),
    2: container(ndrStruct(LEVEL_2)),
    10: container(ndrStruct(LEVEL_10)),
    502: container(ndrStruct(LEVEL_502)),
  }),
});

type SessionEnum = NdrValue<typeof ndrSessionEnum>;

export function answerSessionEnum(
  cx: RpcContext,
  request: {
    readonly clientName: string | null;
    readonly userName: string | null;
    readonly info: SessionEnum;
    readonly preferredBytesMax: number;
    readonly resumeHandle: number | null;
  },
) {
  const { info, resumeHandle } = request;
  const failed = (result: number) => ({
    info: { level: info.level, sessions: { tag: info.sessions.tag, value: null } },
    totalEntries: 0,
    resumeHandle,
    result,
  });
  if (info.sessions.tag !== info.level) return failed(ERROR_INVALID_LEVEL);
  if (!cx.caller.isAdministrator) return failed(ERROR_ACCESS_DENIED);
  const directory = cx.directory;
  const chosen = directory.sessions().filter((session) => isChosen(session, request));
  if (chosen.length === 0 && request.clientName !== null && request.clientName !== "") {
    return failed(NERR_CLIENT_NAME_NOT_FOUND);
  }
  const page = resumed(chosen, resumeHandle, request.preferredBytesMax, () => 128);
  const buffer = page.entries.map((session) => fieldsOf(directory, session));
  // Every level is a part of the largest, and a structure's type takes what it names.
  const value = { entriesRead: buffer.length, buffer };
  return {
    info: { level: info.level, sessions: { tag: info.sessions.tag, value } },
    totalEntries: page.total,
    resumeHandle: page.resumeHandle,
    result: page.result ?? ERROR_SUCCESS,
  };
}

function isChosen(
  session: RpcSession,
  by: { readonly clientName: string | null; readonly userName: string | null },
): boolean {
  const client = (by.clientName ?? "").replace(/^\\\\/, "");
  const user = by.userName ?? "";
  return (
    (client === "" || client.toUpperCase() === session.clientName.toUpperCase()) &&
    (user === "" || user.toUpperCase() === session.userName.toUpperCase())
  );
}

const SESS_GUEST = 1;

function fieldsOf(directory: RpcDirectory, session: RpcSession) {
  const since = (ms: number) => Math.max(0, Math.floor((directory.nowMs - ms) / 1000));
  return {
    clientName: session.clientName,
    userName: session.userName,
    openCount: session.openCount,
    seconds: since(session.startedAtMs),
    idleSeconds: since(session.lastActiveAtMs),
    userFlags: session.isGuest ? SESS_GUEST : 0,
    clientType: "",
    transport: "",
  };
}
