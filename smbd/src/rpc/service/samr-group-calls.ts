/** The one global group, "None", which every user has as primary group. [MS-SAMR] 3.1.5.1.7, 3.1.5.5.3, 3.1.5.8.3. */

import {
  STATUS_INVALID_INFO_CLASS,
  STATUS_NO_SUCH_GROUP,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import { accountDomain, RID_NONE } from "./account.ts";
import { ndrOpened, notOpened, onHandle, openHeld } from "./samr-handle.ts";

/** SE_GROUP_MANDATORY | ENABLED_BY_DEFAULT | ENABLED. [MS-SAMR] 2.2.1.10. */
export const GROUP_ATTRIBUTES = 0x00000007;
export const NONE_COMMENT = "Ordinary users";

const general = ndrStruct({
  name: ndrUnicodeString,
  attributes: ndrU32,
  memberCount: ndrU32,
  comment: ndrUnicodeString,
});
const groupInformation = ndrUnion(ndrEnum, {
  1: general,
  2: ndrUnicodeString,
  3: ndrU32,
  4: ndrUnicodeString,
  5: general,
});

export const samrGroupCalls = [
  rpcCall(
    19,
    "SamrOpenGroup",
    { handle: ndrContextHandle, desiredAccess: ndrU32, groupId: ndrU32 },
    ndrOpened,
    onHandle("samDomain", (cx, { sid }, { desiredAccess, groupId }) =>
      sid === accountDomain(cx.directory).sid && groupId === RID_NONE
        ? openHeld(cx, { kind: "samGroup", rid: groupId }, desiredAccess)
        : notOpened(STATUS_NO_SUCH_GROUP),
    ),
  ),
  rpcCall(
    20,
    "SamrQueryInformationGroup",
    { handle: ndrContextHandle, informationClass: ndrEnum },
    { information: ndrUnique(groupInformation), status: ndrU32 },
    onHandle("samGroup", (cx, _group, { informationClass }) => {
      const known = <T>(information: T) => ({ information, status: STATUS_SUCCESS });
      const value = {
        name: "None",
        attributes: GROUP_ATTRIBUTES,
        memberCount: cx.directory.users().length,
        comment: NONE_COMMENT,
      };
      if (informationClass === 1) return known({ tag: 1, value } as const);
      if (informationClass === 2) return known({ tag: 2, value: value.name } as const);
      if (informationClass === 3) return known({ tag: 3, value: value.attributes } as const);
      if (informationClass === 4) return known({ tag: 4, value: value.comment } as const);
      // GroupReplicationInformation leaves the members uncounted. [MS-SAMR] 3.1.5.5.3.1.
      if (informationClass === 5) {
        return known({ tag: 5, value: { ...value, memberCount: 0 } } as const);
      }
      return { information: null, status: STATUS_INVALID_INFO_CLASS };
    }),
  ),
  rpcCall(
    25,
    "SamrGetMembersInGroup",
    { handle: ndrContextHandle },
    {
      members: ndrUnique(
        ndrStruct({
          count: ndrU32,
          rids: ndrUnique(ndrArray(ndrU32)),
          attributes: ndrUnique(ndrArray(ndrU32)),
        }),
      ),
      status: ndrU32,
    },
    onHandle("samGroup", (cx) => {
      const rids = cx.directory.users().map(({ rid }) => rid);
      const attributes = rids.map(() => GROUP_ATTRIBUTES);
      return { members: { count: rids.length, rids, attributes }, status: STATUS_SUCCESS };
    }),
  ),
];
