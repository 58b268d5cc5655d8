/** The look-up calls in all their generations. [MS-LSAT] 3.1.4.4 to 3.1.4.11. */

import { STATUS_SUCCESS } from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrUnicodeString, ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import type { RpcCaller } from "../rpc-directory.ts";
import { RPC_LOOKUP_NAMES_MAX } from "../rpc-limits.ts";
import {
  lookupNames,
  lookupSids,
  ndrReferencedDomains,
  ndrSidEnumBuffer,
  ndrTranslatedNames,
  ndrTranslatedNamesEx,
  ndrTranslatedSids,
  ndrTranslatedSidsEx,
  ndrTranslatedSidsEx2,
} from "./lsa-lookup.ts";
import { withPolicy } from "./with-policy.ts";

const handle = { handle: ndrContextHandle };
const level = { level: ndrEnum, mappedCount: ndrU32 };
/** LookupOptions and ClientRevision change nothing for a machine without a forest. */
const options = { lookupOptions: ndrU32, clientRevision: ndrU32 };
const names = { count: ndrU32, names: ndrArray(ndrUnicodeString, RPC_LOOKUP_NAMES_MAX) };
const result = { mappedCount: ndrU32, status: ndrU32 };
/** A pointer to a pointer: the caller may leave room for it and have nothing to say. */
const domainName = ndrStruct({ text: ndrUnique(ndrUnicodeString) });

function domainOf(caller: RpcCaller): string {
  return caller.isAnonymous ? "NT AUTHORITY" : caller.domain;
}

export const lsaLookupCalls = [
  rpcCall(
    14,
    "LsarLookupNames",
    { ...handle, ...names, translated: ndrTranslatedSids, ...level },
    { domains: ndrReferencedDomains, translated: ndrTranslatedSids, ...result },
    withPolicy((cx, request) =>
      lookupNames(cx.directory, request.level, request.count, request.names),
    ),
  ),
  rpcCall(
    15,
    "LsarLookupSids",
    { ...handle, sids: ndrSidEnumBuffer, translated: ndrTranslatedNames, ...level },
    { domains: ndrReferencedDomains, translated: ndrTranslatedNames, ...result },
    withPolicy((cx, request) => lookupSids(cx.directory, request.level, request.sids)),
  ),
  rpcCall(
    45,
    "LsarGetUserName",
    {
      systemName: ndrUnique(ndrWideString),
      userName: ndrUnique(ndrUnicodeString),
      domainName: ndrUnique(domainName),
    },
    {
      userName: ndrUnique(ndrUnicodeString),
      domainName: ndrUnique(domainName),
      status: ndrU32,
    },
    ({ caller }, request) => ({
      userName: caller.isAnonymous ? "ANONYMOUS LOGON" : caller.name,
      // Answered only where the caller left room for it.
      domainName: request.domainName === null ? null : { text: domainOf(caller) },
      status: STATUS_SUCCESS,
    }),
  ),
  rpcCall(
    57,
    "LsarLookupSids2",
    { ...handle, sids: ndrSidEnumBuffer, translated: ndrTranslatedNamesEx, ...level, ...options },
    { domains: ndrReferencedDomains, translated: ndrTranslatedNamesEx, ...result },
    withPolicy((cx, request) => lookupSids(cx.directory, request.level, request.sids)),
  ),
  rpcCall(
    58,
    "LsarLookupNames2",
    { ...handle, ...names, translated: ndrTranslatedSidsEx, ...level, ...options },
    { domains: ndrReferencedDomains, translated: ndrTranslatedSidsEx, ...result },
    withPolicy((cx, request) =>
      lookupNames(cx.directory, request.level, request.count, request.names),
    ),
  ),
  rpcCall(
    68,
    "LsarLookupNames3",
    { ...handle, ...names, translated: ndrTranslatedSidsEx2, ...level, ...options },
    { domains: ndrReferencedDomains, translated: ndrTranslatedSidsEx2, ...result },
    withPolicy((cx, request) =>
      lookupNames(cx.directory, request.level, request.count, request.names),
    ),
  ),
  // The next two take no handle. [MS-LSAT] keeps them for domain controllers behind a secure channel; they tell
  // nothing that the calls above do not, and some clients try them first.
  rpcCall(
    76,
    "LsarLookupSids3",
    { sids: ndrSidEnumBuffer, translated: ndrTranslatedNamesEx, ...level, ...options },
    { domains: ndrReferencedDomains, translated: ndrTranslatedNamesEx, ...result },
    (cx, request) => lookupSids(cx.directory, request.level, request.sids),
  ),
  rpcCall(
    77,
    "LsarLookupNames4",
    { ...names, translated: ndrTranslatedSidsEx2, ...level, ...options },
    { domains: ndrReferencedDomains, translated: ndrTranslatedSidsEx2, ...result },
    (cx, request) => lookupNames(cx.directory, request.level, request.count, request.names),
  ),
];
