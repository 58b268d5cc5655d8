/** Our groups and the built-in ones, which are aliases to SAM. [MS-SAMR] 3.1.5.1.8, 3.1.5.5.4, 3.1.5.8.4. */

import {
  STATUS_INVALID_INFO_CLASS,
  STATUS_NO_SUCH_ALIAS,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcDirectory } from "../rpc-directory.ts";
import { BUILTIN, BUILTIN_ALIASES } from "./account.ts";
import { ndrOpened, notOpened, onHandle, openHeld } from "./samr-handle.ts";
import { aliasMemberSids } from "./samr-membership.ts";

const aliasInformation = ndrUnion(ndrEnum, {
  1: ndrStruct({ name: ndrUnicodeString, memberCount: ndrU32, comment: ndrUnicodeString }),
  2: ndrUnicodeString,
  3: ndrUnicodeString,
});

export const samrAliasCalls = [
  rpcCall(
    27,
    "SamrOpenAlias",
    { handle: ndrContextHandle, desiredAccess: ndrU32, aliasId: ndrU32 },
    ndrOpened,
    onHandle("samDomain", (cx, { sid }, { desiredAccess, aliasId }) =>
      aliasName(cx.directory, sid, aliasId) === null
        ? notOpened(STATUS_NO_SUCH_ALIAS)
        : openHeld(cx, { kind: "samAlias", domainSid: sid, rid: aliasId }, desiredAccess),
    ),
  ),
  rpcCall(
    28,
    "SamrQueryInformationAlias",
    { handle: ndrContextHandle, informationClass: ndrEnum },
    { information: ndrUnique(aliasInformation), status: ndrU32 },
    onHandle("samAlias", (cx, { domainSid, rid }, { informationClass }) => {
      const directory = cx.directory;
      const name = aliasName(directory, domainSid, rid);
      // The group went away while the handle was open.
      if (name === null) return { information: null, status: STATUS_NO_SUCH_ALIAS };
      const known = <T>(information: T) => ({ information, status: STATUS_SUCCESS });
      const memberCount = aliasMemberSids(directory, domainSid, rid).length;
      if (informationClass === 1) {
        return known({ tag: 1, value: { name, memberCount, comment: "" } } as const);
      }
      if (informationClass === 2) return known({ tag: 2, value: name } as const);
      if (informationClass === 3) return known({ tag: 3, value: "" } as const);
      return { information: null, status: STATUS_INVALID_INFO_CLASS };
    }),
  ),
  rpcCall(
    33,
    "SamrGetMembersInAlias",
    { handle: ndrContextHandle },
    {
      members: ndrStruct({
        count: ndrU32,
        sids: ndrUnique(ndrArray(ndrStruct({ sid: ndrUnique(ndrSid) }))),
      }),
      status: ndrU32,
    },
    onHandle("samAlias", (cx, { domainSid, rid }) => {
      const sids = aliasMemberSids(cx.directory, domainSid, rid).map((sid) => ({ sid }));
      return { members: { count: sids.length, sids }, status: STATUS_SUCCESS };
    }),
  ),
];

function aliasName(directory: RpcDirectory, domainSid: string, rid: number): string | null {
  if (domainSid === BUILTIN.sid) {
    return BUILTIN_ALIASES.find((alias) => alias.rid === rid)?.name ?? null;
  }
  return directory.groupByRid(rid)?.name ?? null;
}
