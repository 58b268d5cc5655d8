/** Accounts with privileges, and the names of privileges. [MS-LSAD] 3.1.4.5 and 3.1.4.8. */

import {
  STATUS_NO_MORE_ENTRIES,
  STATUS_NO_SUCH_PRIVILEGE,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrI32, ndrU16, ndrU32 } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import {
  PRIVILEGE_HOLDERS,
  PRIVILEGES,
  privilegeByLuid,
  privilegeByName,
} from "./lsa-privilege.ts";
import { withPolicy } from "./with-policy.ts";

const handle = { handle: ndrContextHandle };
const status = { status: ndrU32 };
const luid = ndrStruct({ low: ndrU32, high: ndrI32 });
const NO_LUID = { low: 0, high: 0 };

export const lsaAccountCalls = [
  rpcCall(
    2,
    "LsarEnumeratePrivileges",
    { ...handle, context: ndrU32, preferredBytesMax: ndrU32 },
    {
      context: ndrU32,
      buffer: listOf(ndrStruct({ name: ndrUnicodeString, luid })),
      ...status,
    },
    withPolicy((_cx, { context }) => {
      const list = PRIVILEGES.slice(context).map(({ name, luidLow }) => ({
        name,
        luid: { low: luidLow, high: 0 },
      }));
      return {
        context: context + list.length,
        buffer: { entries: list.length, list },
        status: list.length === 0 ? STATUS_NO_MORE_ENTRIES : STATUS_SUCCESS,
      };
    }),
  ),
  rpcCall(
    11,
    "LsarEnumerateAccounts",
    { ...handle, context: ndrU32, preferredBytesMax: ndrU32 },
    { context: ndrU32, buffer: listOf(ndrStruct({ sid: ndrUnique(ndrSid) })), ...status },
    withPolicy((_cx, { context }) => {
      const list = PRIVILEGE_HOLDERS.slice(context).map((sid) => ({ sid }));
      return {
        context: context + list.length,
        buffer: { entries: list.length, list },
        status: list.length === 0 ? STATUS_NO_MORE_ENTRIES : STATUS_SUCCESS,
      };
    }),
  ),
  rpcCall(
    31,
    "LsarLookupPrivilegeValue",
    { ...handle, name: ndrUnicodeString },
    { luid, ...status },
    withPolicy((_cx, { name }) => {
      const found = privilegeByName(name);
      if (found === null) return { luid: NO_LUID, status: STATUS_NO_SUCH_PRIVILEGE };
      return { luid: { low: found.luidLow, high: 0 }, status: STATUS_SUCCESS };
    }),
  ),
  rpcCall(
    32,
    "LsarLookupPrivilegeName",
    { ...handle, luid },
    { name: ndrUnique(ndrUnicodeString), ...status },
    withPolicy((_cx, request) => {
      const found = privilegeByLuid(request.luid);
      if (found === null) return { name: null, status: STATUS_NO_SUCH_PRIVILEGE };
      return { name: found.name, status: STATUS_SUCCESS };
    }),
  ),
  rpcCall(
    33,
    "LsarLookupPrivilegeDisplayName",
    { ...handle, name: ndrUnicodeString, language: ndrU16, systemLanguage: ndrU16 },
    { displayName: ndrUnique(ndrUnicodeString), languageReturned: ndrU16, ...status },
    withPolicy((_cx, { name }) => {
      const found = privilegeByName(name);
      const displayName = found?.displayName ?? null;
      const outcome = found === null ? STATUS_NO_SUCH_PRIVILEGE : STATUS_SUCCESS;
      return { displayName, languageReturned: LANGUAGE_ENGLISH_US, status: outcome };
    }),
  ),
  rpcCall(
    36,
    "LsarEnumerateAccountRights",
    { ...handle, sid: ndrSid },
    { rights: listOf(ndrUnicodeString), ...status },
    withPolicy((_cx, { sid }) => {
      // [MS-LSAD] 3.1.4.5.10: an account without any rights does not exist here.
      const list = PRIVILEGES.filter(({ holder }) => holder === sid).map(({ name }) => name);
      if (list.length === 0) {
        return { rights: { entries: 0, list: null }, status: STATUS_OBJECT_NAME_NOT_FOUND };
      }
      return { rights: { entries: list.length, list }, status: STATUS_SUCCESS };
    }),
  ),
];

const LANGUAGE_ENGLISH_US = 0x0409;

function listOf<T>(element: Parameters<typeof ndrArray<T>>[0]) {
  return ndrStruct({ entries: ndrU32, list: ndrUnique(ndrArray(element)) });
}
