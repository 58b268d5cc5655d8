/** Names to relative ids and back, within a domain; memberships of SIDs. [MS-SAMR] 3.1.5.11.2, .3, 3.1.5.9. */

import { STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray, ndrVaryingArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import type { RpcDirectory } from "../rpc-directory.ts";
import { RPC_LOOKUP_NAMES_MAX } from "../rpc-limits.ts";
import {
  type Account,
  accountByRid,
  accountBySid,
  accountDomain,
  BUILTIN,
  BUILTIN_ALIASES,
  folded,
  machineAccountByName,
  ridBelow,
  SidType,
} from "./account.ts";
import { statusOf } from "./lsa-lookup.ts";
import { onHandle } from "./samr-handle.ts";
import { aliasMemberSids } from "./samr-membership.ts";

const ulongArray = ndrStruct({ count: ndrU32, elements: ndrUnique(ndrArray(ndrU32)) });
const sidArray = ndrStruct({
  count: ndrU32,
  sids: ndrUnique(ndrArray(ndrStruct({ sid: ndrUnique(ndrSid) }))),
});
const NO_NUMBERS = { count: 0, elements: null };

export const samrLookupCalls = [
  rpcCall(
    16,
    "SamrGetAliasMembership",
    { handle: ndrContextHandle, sidArray },
    { membership: ulongArray, status: ndrU32 },
    onHandle("samDomain", (cx, domain, request) => {
      const { count, sids } = request.sidArray;
      const wanted = new Set((sids ?? []).map(({ sid }) => sid));
      if (count !== (sids ?? []).length || wanted.has(null)) {
        return { membership: NO_NUMBERS, status: STATUS_INVALID_PARAMETER };
      }
      const directory = cx.directory;
      const aliases = domain.sid === BUILTIN.sid ? BUILTIN_ALIASES : directory.groups();
      const rids = aliases
        .filter(({ rid }) =>
          aliasMemberSids(directory, domain.sid, rid).some((sid) => wanted.has(sid)),
        )
        .map(({ rid }) => rid);
      return { membership: numbers(rids), status: STATUS_SUCCESS };
    }),
  ),
  rpcCall(
    17,
    "SamrLookupNamesInDomain",
    {
      handle: ndrContextHandle,
      count: ndrU32,
      names: ndrVaryingArray(ndrUnicodeString, RPC_LOOKUP_NAMES_MAX),
    },
    { relativeIds: ulongArray, use: ulongArray, status: ndrU32 },
    onHandle("samDomain", (cx, { sid }, { count, names }) => {
      if (count !== names.length) {
        return { relativeIds: NO_NUMBERS, use: NO_NUMBERS, status: STATUS_INVALID_PARAMETER };
      }
      const directory = cx.directory;
      const found = names.map((name) => byName(directory, sid, name));
      return {
        relativeIds: numbers(found.map((each) => (each === null ? 0 : ridOf(each, sid)))),
        use: numbers(found.map((each) => each?.use ?? SidType.UNKNOWN)),
        status: statusOf(found.filter((each) => each !== null).length, found.length),
      };
    }),
  ),
  rpcCall(
    18,
    "SamrLookupIdsInDomain",
    {
      handle: ndrContextHandle,
      count: ndrU32,
      relativeIds: ndrVaryingArray(ndrU32, RPC_LOOKUP_NAMES_MAX),
    },
    {
      names: ndrStruct({ count: ndrU32, elements: ndrUnique(ndrArray(ndrUnicodeString)) }),
      use: ulongArray,
      status: ndrU32,
    },
    onHandle("samDomain", (cx, { sid }, { count, relativeIds }) => {
      if (count !== relativeIds.length) {
        const names = { count: 0, elements: null };
        return { names, use: NO_NUMBERS, status: STATUS_INVALID_PARAMETER };
      }
      const directory = cx.directory;
      const found = relativeIds.map((rid) => byRid(directory, sid, rid));
      const names = found.map((each) => each?.name ?? "");
      return {
        names: { count: names.length, elements: names },
        use: numbers(found.map((each) => each?.use ?? SidType.UNKNOWN)),
        status: statusOf(found.filter((each) => each !== null).length, found.length),
      };
    }),
  ),
  rpcCall(
    65,
    "SamrRidToSid",
    { handle: ndrContextHandle, relativeId: ndrU32 },
    { sid: ndrUnique(ndrSid), status: ndrU32 },
    (cx, { handle, relativeId }) => {
      const held = cx.handles.held(handle);
      // Any object of a domain will do. [MS-SAMR] 3.1.5.13.8.
      const domain =
        held?.kind === "samDomain"
          ? held.sid
          : held?.kind === "samAlias"
            ? held.domainSid
            : accountDomain(cx.directory).sid;
      if (held === undefined || held.kind === "lsaPolicy" || held.kind === "samServer") {
        return { sid: null, status: STATUS_INVALID_PARAMETER };
      }
      return { sid: `${domain}-${relativeId}`, status: STATUS_SUCCESS };
    },
  ),
];

function byName(directory: RpcDirectory, domainSid: string, name: string): Account | null {
  if (domainSid !== BUILTIN.sid) return machineAccountByName(directory, name);
  const alias = BUILTIN_ALIASES.find((each) => folded(each.name) === folded(name));
  return alias === undefined ? null : accountBySid(directory, `${BUILTIN.sid}-${alias.rid}`);
}

function byRid(directory: RpcDirectory, domainSid: string, rid: number): Account | null {
  if (domainSid !== BUILTIN.sid) return accountByRid(directory, rid);
  return accountBySid(directory, `${BUILTIN.sid}-${rid}`);
}

function ridOf(account: Account, domainSid: string): number {
  return ridBelow(domainSid, account.sid) ?? 0;
}

function numbers(elements: readonly number[]) {
  return { count: elements.length, elements };
}
